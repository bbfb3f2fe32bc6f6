package veredus.api.admin;

import java.util.List;

/**
 * What an action did, or would do.
 *
 * @param done false for a dry run, and where the count was not the expected one
 * @param deliveries of which {@code recipients} match
 * @param inFlight deliveries of those queues that are on a connection or being settled, and so are left alone
 * @param sample names of some of the queues
 * @param message for people
 */
public record ActionReply(
        boolean done,
        long queues,
        long deliveries,
        long recipients,
        long inFlight,
        List<String> sample,
        String message) {
    public ActionReply {
        sample = List.copyOf(sample);
    }
}
