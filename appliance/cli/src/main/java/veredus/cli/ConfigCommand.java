package veredus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code veredus config}: looks at configuration directories, and changes that of a running engine. */
@Command(
        name = "config",
        description = "Look at configuration directories; change that of a running engine.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            ConfigCheckCommand.class,
            ConfigExplainCommand.class,
            ConfigDiffCommand.class,
            ConfigSchemaCommand.class,
            ConfigApplyCommand.class,
            ConfigConfirmCommand.class,
            ConfigHistoryCommand.class,
            ConfigRollbackCommand.class
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
