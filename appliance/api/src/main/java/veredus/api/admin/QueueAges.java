package veredus.api.admin;

import java.util.List;

/**
 * How old queued mail is: {@code GET /v1/queues/ages}.
 *
 * @param buckets the youngest first, always the same ones
 * @param inFlight deliveries of the queues that are meant which are on a connection now; they are in no bucket
 * @param atLeast whether there may be more recipients: too many deliveries to look into each
 * @param complete false when not all could be counted
 */
public record QueueAges(
        List<AgeBucket> buckets, long recipients, long deliveries, long inFlight, boolean atLeast, boolean complete) {
    public QueueAges {
        buckets = List.copyOf(buckets);
    }
}
