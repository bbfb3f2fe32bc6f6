package veredus.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.AdminJson;
import veredus.api.policy.PathRules;
import veredus.api.policy.PolicyDiff;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;

/** {@code veredus config diff}: what changes between two directories; exit codes as those of diff. */
@Command(
        name = "diff",
        description = "Say what changes between two configuration directories, by object and key.",
        footer = {"", "Exit code 0: nothing; 1: something; 2: one of them cannot be used."},
        mixinStandardHelpOptions = true)
final class ConfigDiffCommand implements Callable<Integer> {
    private static final int SAME = 0;
    private static final int DIFFERENT = 1;
    private static final int UNUSABLE = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "The directory as it was.")
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "The directory as it would be.")
    private Path next;

    @Option(names = "--json", description = "Answer with one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
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
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(AdminJson.LENIENT.writeValueAsString(Map.of(
                    "changes", changes.stream().map(ConfigDiffCommand::members).toList())));
        } else {
            changes.forEach(change -> out.println(line(change)));
            out.println(
                    changes.isEmpty()
                            ? "no difference"
                            : changes.size() + (changes.size() == 1 ? " change" : " changes"));
        }
        return changes.isEmpty() ? SAME : DIFFERENT;
    }

    private int unusable(Path directory, PolicyReading reading) {
        if (json) {
            spec.commandLine().getOut().println(ConfigCheckCommand.json(reading.problems()));
        } else {
            reading.problems().forEach(problem -> spec.commandLine().getErr().println(problem));
        }
        spec.commandLine().getErr().println("veredus: " + directory + " cannot be used, so it is not compared");
        return UNUSABLE;
    }

    private static Map<String, Object> members(PolicyDiff.Change change) {
        var members = new LinkedHashMap<String, Object>();
        members.put("change", word(change));
        members.put("object", change.object());
        members.put("name", change.name());
        members.put("key", change.key());
        members.put("old", change.before().map(ConfigDiffCommand::setting).orElse(null));
        members.put("new", change.after().map(ConfigDiffCommand::setting).orElse(null));
        return members;
    }

    private static Map<String, Object> setting(PathRules.Setting setting) {
        var members = new LinkedHashMap<String, Object>();
        members.put("value", setting.value());
        members.put("file", setting.origin().file());
        members.put("line", setting.origin().line());
        return members;
    }

    private static String word(PolicyDiff.Change change) {
        return change.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String line(PolicyDiff.Change change) {
        String object = change.object() + (change.name().isEmpty() ? "" : " " + change.name());
        String key = change.key().isEmpty() ? "" : " " + change.key();
        String values = switch (change.kind()) {
            case ADDED -> shown(change.after());
            case REMOVED -> shown(change.before());
            case CHANGED -> shown(change.before()) + " -> " + shown(change.after());
        };
        return Table.printable(word(change) + " " + object + ":" + key + " " + values);
    }

    private static String shown(Optional<PathRules.Setting> setting) {
        return setting.map(one -> {
                    boolean isDefault = one.origin().line() == 0;
                    String value = one.value().isEmpty() && !isDefault ? "(not set)" : one.value();
                    return (value + (isDefault ? " (default)" : " (" + one.origin() + ")")).strip();
                })
                .orElse("");
    }
}
