package veredus.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.policy.PolicyDiff;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;

/** {@code veredus config diff}: what changes between two configurations; exit codes as those of diff. */
@Command(
        name = "diff",
        description = {
            "Say what changes between two configuration directories, by object and key.",
            "With one directory, what it would change in the running engine, also for the mail that waits."
        },
        footer = {"", "Exit code 0: nothing; 1: something; 2: one of them cannot be used."},
        mixinStandardHelpOptions = true)
final class ConfigDiffCommand implements Callable<Integer> {
    static final int SAME = 0;
    static final int DIFFERENT = 1;
    static final int UNUSABLE = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(
            paramLabel = "DIR",
            arity = "1..2",
            description = "OLD and NEW, or NEW alone to compare it with what is in force in the engine.")
    private List<Path> directories;

    @Override
    public Integer call() {
        if (directories.size() == 1) {
            Map<String, String> candidate = ConfigurationDirectory.texts(directories.getFirst());
            PolicyComparison comparison =
                    engine.ask(client -> client.compare(PolicyCompareRequest.of(Optional.of(candidate))));
            return new ComparisonOutput(spec, engine.isJson()).print(comparison);
        }
        return compare(directories.getFirst(), directories.getLast());
    }

    private int compare(Path old, Path next) {
        PolicyReader.Traced before = PolicyReader.trace(old);
        PolicyReader.Traced after = PolicyReader.trace(next);
        if (!(before.reading() instanceof PolicyReading.Accepted was)) {
            return unusable(old, before.reading());
        }
        if (!(after.reading() instanceof PolicyReading.Accepted becomes)) {
            return unusable(next, after.reading());
        }
        List<PolicyDiff.Change> changes =
                PolicyDiff.between(was.policy(), before.origins(), becomes.policy(), after.origins());
        new ComparisonOutput(spec, engine.isJson()).print(changes);
        return changes.isEmpty() ? SAME : DIFFERENT;
    }

    private int unusable(Path directory, PolicyReading reading) {
        if (engine.isJson()) {
            spec.commandLine().getOut().println(ConfigCheckCommand.json(reading.problems()));
        } else {
            reading.problems().forEach(problem -> spec.commandLine().getErr().println(problem));
        }
        spec.commandLine().getErr().println("veredus: " + directory + " cannot be used, so it is not compared");
        return UNUSABLE;
    }
}
