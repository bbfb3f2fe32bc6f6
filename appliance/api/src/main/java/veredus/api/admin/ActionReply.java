package veredus.api.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an action did, or would do.
 *
 * @param done false for a dry run, and where the count was not the expected one
 * @param deliveries of which {@code recipients} match
 * @param inFlight deliveries of those queues that are on a connection or being settled, and so are left alone
 * @param sample names of some of the queues
 * @param message for people
 * @param undo the order by which it can be undone until {@code undoUntil}
 */
public record ActionReply(
        boolean done,
        long queues,
        long deliveries,
        long recipients,
        long inFlight,
        List<String> sample,
        String message,
        Optional<String> undo,
        Optional<Instant> undoUntil) {
    public ActionReply {
        sample = List.copyOf(sample);
    }
}
