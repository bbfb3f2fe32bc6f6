package veredus.simulator.trial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import veredus.simulator.peer.Ledger;
import veredus.simulator.trial.RunningEngine.Fate;
import veredus.simulator.trial.RunningEngine.State;

/**
 * Three books laid side by side: what the source was told was accepted, what the engine says became of it, what the
 * providers have.
 *
 * @param complaints one line for each kind of difference, with an example; empty when the books agree
 */
public record Reckoning(long accepted, long delivered, long bounced, long queued, List<String> complaints) {

    public Reckoning {
        complaints = List.copyOf(complaints);
    }

    /** Whether every message is accounted for. */
    public boolean isEven() {
        return complaints.isEmpty();
    }

    /**
     * Compares. A book that overflowed cannot be even.
     *
     * @param inQueues what the engine's queues really hold; each message of a trial is one delivery
     */
    public static Reckoning of(Ledger source, Map<String, Fate> fates, long inQueues, Ledger sinks) {
        var differences = new LinkedHashMap<String, List<String>>();
        var accepted = new TreeSet<String>();
        Map<Ledger.Key, Ledger.Entry> received = sinks.entries();
        source.entries().forEach((key, sent) -> {
            accepted.add(key.recipient());
            judge(sent, fates.get(key.recipient()), received.get(key))
                    .forEach(kind -> note(differences, kind, key.recipient()));
        });
        for (Ledger.Key key : received.keySet()) {
            if (source.find(key).isEmpty()) {
                note(differences, "arrived at a provider but the source never heard 250", key.recipient());
            }
        }
        if (source.overflow() + sinks.overflow() > 0) {
            note(differences, "did not fit into a ledger", String.valueOf(source.overflow() + sinks.overflow()));
        }
        long queued = count(fates, accepted, State.QUEUED);
        if (queued != inQueues) {
            note(differences, "waiting by the engine's accounting, but its queues hold " + inQueues, "" + queued);
        }
        return new Reckoning(
                source.size(),
                count(fates, accepted, State.DELIVERED),
                count(fates, accepted, State.BOUNCED),
                queued,
                differences.entrySet().stream().map(Reckoning::complaint).toList());
    }

    private static List<String> judge(Ledger.Entry sent, @Nullable Fate fate, Ledger.@Nullable Entry got) {
        var kinds = new ArrayList<String>();
        if (fate == null) {
            kinds.add("accepted, but the engine's accounting does not know what became of it");
        } else if (fate.state() == State.DELIVERED && got == null) {
            kinds.add("delivered by the engine's accounting, but no provider has it");
        } else if (fate.state() != State.DELIVERED && got != null) {
            kinds.add("not delivered by the engine's accounting, but a provider has it");
        }
        if (got != null && got.copies() > 1) {
            kinds.add("delivered more than once");
        }
        if (got != null && (got.altered() || got.hash() != sent.hash())) {
            kinds.add("changed on the way");
        }
        return kinds;
    }

    private static void note(Map<String, List<String>> differences, String kind, String example) {
        differences.computeIfAbsent(kind, absent -> new ArrayList<>()).add(example);
    }

    private static String complaint(Map.Entry<String, List<String>> difference) {
        return difference.getValue().size() + " " + difference.getKey() + ", such as "
                + difference.getValue().getFirst();
    }

    private static long count(Map<String, Fate> fates, TreeSet<String> accepted, State state) {
        return accepted.stream()
                .map(fates::get)
                .filter(fate -> fate != null && fate.state() == state)
                .count();
    }
}
