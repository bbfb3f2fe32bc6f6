package veredus.api.admin;

import java.util.Optional;

/**
 * Which queues, in which order.
 *
 * @param filter part of the name; empty for all
 * @param route only those of that named route; empty for all
 * @param limit at most so many, 1 to 10,000
 * @param site only those for this receiving site, as in {@link QueueView#site}
 * @param vmta only those whose mail may leave by this vMTA
 */
public record QueueQuery(
        Sort sort, String filter, int limit, Optional<String> route, Optional<String> site, Optional<String> vmta) {
    public static final int MOST = 10_000;

    /** The first hundred of all queues, the longest first. */
    public static final QueueQuery LONGEST = new QueueQuery(Sort.DELIVERIES, "", 100);

    public QueueQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is from 1 to " + MOST + ": " + limit);
        }
    }

    /** Of any route, for any site, by any vMTA. */
    public QueueQuery(Sort sort, String filter, int limit) {
        this(sort, filter, limit, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What comes first. */
    public enum Sort {
        NAME,
        /** The most deliveries. */
        DELIVERIES,
        /** The oldest message. */
        OLDEST,
        /** The earliest due time. */
        DUE
    }
}
