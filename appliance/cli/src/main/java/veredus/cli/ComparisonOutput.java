package veredus.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import veredus.api.admin.AdminJson;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.QueueOutlook;
import veredus.api.policy.PathRules;
import veredus.api.policy.PolicyDiff;

/** Says what changes from one configuration to another. */
record ComparisonOutput(CommandSpec spec, boolean json) {

    /** Prints the changes of two directories. */
    void print(List<PolicyDiff.Change> changes) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(AdminJson.LENIENT.writeValueAsString(Map.of("changes", members(changes))));
        } else {
            lines(changes);
        }
    }

    /** Prints what a candidate would change in an engine; the exit code is that of diff. */
    int print(PolicyComparison comparison) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            var members = new LinkedHashMap<String, Object>();
            members.put("accepted", comparison.accepted());
            members.put("problems", comparison.problems());
            members.put("notes", comparison.notes());
            members.put("changes", members(comparison.changes()));
            members.put("queues", comparison.queues());
            members.put("queuesChanged", comparison.queuesChanged());
            members.put("deliveriesStranded", comparison.deliveriesStranded());
            members.put("queuesNotCompared", comparison.queuesNotCompared());
            out.println(AdminJson.LENIENT.writeValueAsString(members));
        } else {
            comparison.problems().forEach(problem -> out.println(ConfigCheckCommand.line(problem, Look.of(spec))));
            if (comparison.accepted()) {
                lines(comparison.changes());
                comparison.notes().forEach(note -> out.println(Table.printable(note)));
                queues(comparison);
            } else {
                out.println("would be refused");
            }
        }
        if (!comparison.accepted()) {
            return ConfigDiffCommand.UNUSABLE;
        }
        return comparison.changes().isEmpty() ? ConfigDiffCommand.SAME : ConfigDiffCommand.DIFFERENT;
    }

    private void queues(PolicyComparison comparison) {
        PrintWriter out = spec.commandLine().getOut();
        for (QueueOutlook queue : comparison.queues()) {
            out.println(Table.printable("queue " + queue.queue() + " (" + queue.deliveries() + " waiting)"
                    + (queue.stranded() ? " would lose its way" : "")));
            for (QueueOutlook.Effect effect : queue.effects()) {
                String place = effect.file().isEmpty() ? "" : " (" + effect.file() + ":" + effect.line() + ")";
                out.println(Table.printable(
                        "  " + effect.name() + " " + word(effect.before()) + " -> " + word(effect.after()) + place));
            }
        }
        if (comparison.queuesChanged() > comparison.queues().size()) {
            out.println(
                    "and " + (comparison.queuesChanged() - comparison.queues().size()) + " more queues");
        }
        if (comparison.deliveriesStranded() > 0) {
            out.println(comparison.deliveriesStranded() + " deliveries would lose their way");
        }
        if (comparison.queuesNotCompared() > 0) {
            out.println(comparison.queuesNotCompared() + " queues were not compared: it would have taken too long");
        }
    }

    private static String word(String value) {
        return value.isEmpty() ? "(none)" : value;
    }

    private void lines(List<PolicyDiff.Change> changes) {
        PrintWriter out = spec.commandLine().getOut();
        Look look = Look.of(spec);
        changes.forEach(change -> out.println(look.paintStart(line(change), hue(change))));
        out.println(
                changes.isEmpty() ? "no difference" : changes.size() + (changes.size() == 1 ? " change" : " changes"));
    }

    private static List<Map<String, Object>> members(List<PolicyDiff.Change> changes) {
        return changes.stream().map(ComparisonOutput::members).toList();
    }

    private static Map<String, Object> members(PolicyDiff.Change change) {
        var members = new LinkedHashMap<String, Object>();
        members.put("change", word(change));
        members.put("object", change.object());
        members.put("name", change.name());
        members.put("key", change.key());
        members.put("old", change.before().map(ComparisonOutput::setting).orElse(null));
        members.put("new", change.after().map(ComparisonOutput::setting).orElse(null));
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

    private static Look.Hue hue(PolicyDiff.Change change) {
        return switch (change.kind()) {
            case ADDED -> Look.Hue.GOOD;
            case REMOVED -> Look.Hue.BAD;
            case CHANGED -> Look.Hue.CARE;
        };
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
