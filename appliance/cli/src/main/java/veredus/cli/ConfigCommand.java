package veredus.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import veredus.api.policy.PolicyProblem;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.world.real.MachineName;

/** {@code veredus config}: looks at configuration directories. */
@Command(
        name = "config",
        description = "Look at a configuration directory; change that of a running engine.",
        mixinStandardHelpOptions = true,
        subcommands = {
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

    /** Every problem, one in a line; the exit code says whether an engine would start. */
    @Command(
            name = "check",
            description = "Name every problem of a configuration directory.",
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "DIR", description = "The directory.") Path directory,
            @Option(names = "--json", description = "Answer as JSON, one problem in a line.", scope = ScopeType.LOCAL)
                    boolean json) {
        var out = spec.commandLine().getOut();
        PolicyReading reading = PolicyReader.read(directory, Set.of(), MachineName.find());
        for (PolicyProblem problem : reading.problems()) {
            out.println(json ? line(problem).toString() : problem.toString());
        }
        boolean usable = reading instanceof PolicyReading.Accepted;
        if (!json) {
            out.println(usable ? directory + " can be used" : directory + " cannot be used");
        }
        return usable ? ExitCode.OK : ExitCode.NO;
    }

    private static JsonLine line(PolicyProblem problem) {
        return new JsonLine()
                .with("file", problem.origin().file())
                .with("line", problem.origin().line())
                .with("column", problem.origin().column())
                .with("severity", problem.severity().name().toLowerCase(Locale.ROOT))
                .with("message", problem.message())
                .with("remedy", problem.remedy());
    }
}
