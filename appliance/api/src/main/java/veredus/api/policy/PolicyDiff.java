package veredus.api.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What changes between two configurations, by object and key. Compared is what holds, not how it is written: a key that
 * is set to its default changes nothing. Secrets are compared, but never shown.
 */
public final class PolicyDiff {
    /** What stands for a secret. */
    public static final String HIDDEN = "(secret)";

    private final Origins oldOrigins;
    private final Origins newOrigins;
    private final List<Change> changes = new ArrayList<>();

    /** What happened to an object or a key. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * One change.
     *
     * @param object the kind of object as files name it, such as {@code vmta}
     * @param name which of them; empty where there is only one
     * @param key what of it; empty for the whole object. {@code order} is a shaping or routing
     *     rule's place among the others
     * @param before its value and place; empty for what is added
     * @param after its value and place; empty for what is removed
     */
    public record Change(
            Kind kind,
            String object,
            String name,
            String key,
            Optional<PathRules.Setting> before,
            Optional<PathRules.Setting> after) {}

    private PolicyDiff(Origins oldOrigins, Origins newOrigins) {
        this.oldOrigins = oldOrigins;
        this.newOrigins = newOrigins;
    }

    /** The changes from one to the other, in the order of {@link Policy}. */
    public static List<Change> between(Policy old, Origins oldOrigins, Policy next, Origins newOrigins) {
        var diff = new PolicyDiff(oldOrigins, newOrigins);
        for (Section<?> section : Section.ALL) {
            diff.compare(section, old, next);
        }
        return List.copyOf(diff.changes);
    }

    private <R extends Record> void compare(Section<R> section, Policy old, Policy next) {
        Map<String, R> before = named(section, old);
        Map<String, R> after = named(section, next);
        before.forEach((name, record) -> {
            R now = after.get(name);
            if (now == null) {
                add(Kind.REMOVED, section, name, "", Optional.of(whole(record, oldOrigins)), Optional.empty());
            } else {
                keys(section, name, record, now);
            }
        });
        after.forEach((name, record) -> {
            if (!before.containsKey(name)) {
                add(Kind.ADDED, section, name, "", Optional.empty(), Optional.of(whole(record, newOrigins)));
            }
        });
        if (section.type() == PathRule.class || section.type() == RoutingRule.class) {
            order(section, before, after);
        }
    }

    private void keys(Section<?> section, String name, Record before, Record after) {
        RecordShape.of(section.type()).keys().forEach((key, part) -> {
            Object old = part.valueOf(before);
            Object now = part.valueOf(after);
            if (!Written.of(old).equals(Written.of(now))) {
                add(
                        Kind.CHANGED,
                        section,
                        name,
                        key,
                        Optional.of(setting(part, old, before, oldOrigins)),
                        Optional.of(setting(part, now, after, newOrigins)));
            }
        });
    }

    private static PathRules.Setting setting(RecordShape.Part part, Object value, Record record, Origins origins) {
        String shown = part.secret() && !Written.of(value).isEmpty() ? HIDDEN : Written.of(value);
        boolean isSet = origins.isSet(record, part.key());
        return new PathRules.Setting(shown, isSet ? origins.of(record, part.key()) : Origin.BUILT_IN);
    }

    /** All that is set of an object. */
    private static PathRules.Setting whole(Record record, Origins origins) {
        var text = new ArrayList<String>();
        RecordShape.of(record.getClass()).keys().forEach((key, part) -> {
            if (origins.isSet(record, key)) {
                text.add(key + " = " + (part.secret() ? HIDDEN : Written.of(part.valueOf(record))));
            }
        });
        return new PathRules.Setting(String.join(", ", text), origins.of(record, ""));
    }

    /** The records by name; of several with one name, each further one has a number. */
    private static <R extends Record> Map<String, R> named(Section<R> section, Policy policy) {
        Map<String, R> named = new LinkedHashMap<>();
        Map<String, Integer> count = new LinkedHashMap<>();
        for (R record : section.records().apply(policy)) {
            String name = section.name().apply(record);
            int number = count.merge(name, 1, Integer::sum);
            named.put(number == 1 ? name : name + " #" + number, record);
        }
        return named;
    }

    /** A later shaping rule overrides and the first routing rule counts: one that has passed another is a change too. */
    private <R extends Record> void order(Section<R> section, Map<String, R> before, Map<String, R> after) {
        List<String> old = before.keySet().stream().filter(after::containsKey).toList();
        List<String> now = after.keySet().stream().filter(before::containsKey).toList();
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < old.size(); i++) {
            places.put(old.get(i), i);
        }
        int[] sequence = now.stream().mapToInt(places::get).toArray();
        boolean[] stays = longestRising(sequence);
        for (int i = 0; i < sequence.length; i++) {
            if (!stays[i]) {
                String name = now.get(i);
                add(
                        Kind.CHANGED,
                        section,
                        name,
                        "order",
                        Optional.of(place(sequence[i], before.get(name), oldOrigins)),
                        Optional.of(place(i, after.get(name), newOrigins)));
            }
        }
    }

    private static PathRules.Setting place(int index, @Nullable Record rule, Origins origins) {
        return new PathRules.Setting("place " + (index + 1), rule == null ? Origin.BUILT_IN : origins.of(rule, ""));
    }

    /** Marks a longest subsequence that rises: what need not have moved. Patience sorting, n log n. */
    static boolean[] longestRising(int[] sequence) {
        int[] tails = new int[sequence.length];
        int[] previous = new int[sequence.length];
        int length = 0;
        for (int i = 0; i < sequence.length; i++) {
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sequence[tails[middle]] < sequence[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            previous[i] = low == 0 ? -1 : tails[low - 1];
            tails[low] = i;
            length = Math.max(length, low + 1);
        }
        var marked = new boolean[sequence.length];
        for (int i = length == 0 ? -1 : tails[length - 1]; i >= 0; i = previous[i]) {
            marked[i] = true;
        }
        return marked;
    }

    private void add(
            Kind kind,
            Section<?> section,
            String name,
            String key,
            Optional<PathRules.Setting> before,
            Optional<PathRules.Setting> after) {
        changes.add(new Change(kind, section.key(), name, key, before, after));
    }
}
