package veredus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code veredus config}: looks at configuration directories; needs no engine. */
@Command(
        name = "config",
        description = "Look at configuration directories.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            ConfigCheckCommand.class,
            ConfigExplainCommand.class,
            ConfigDiffCommand.class,
            ConfigSchemaCommand.class
        })
final class ConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
