package veredus.api.admin;

import java.util.Optional;

/**
 * Which queues, in which order.
 *
 * @param filter part of the name; empty for all
 * @param route only those of that named route; empty for all
 * @param limit at most so many, 1 to 10,000
 */
public record QueueQuery(Sort sort, String filter, Optional<String> route, int limit) {
    public static final int MOST = 10_000;

    /** The first hundred of all queues, the longest first. */
    public static final QueueQuery LONGEST = new QueueQuery(Sort.DELIVERIES, "", 100);

    /** Queues of all routes. */
    public QueueQuery(Sort sort, String filter, int limit) {
        this(sort, filter, Optional.empty(), limit);
    }

    public QueueQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is from 1 to " + MOST + ": " + limit);
        }
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
