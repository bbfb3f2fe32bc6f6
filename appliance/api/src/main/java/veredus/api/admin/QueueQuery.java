package veredus.api.admin;

/**
 * Which queues, in which order.
 *
 * @param filter part of the name; empty for all
 * @param limit at most so many, 1 to 10,000
 */
public record QueueQuery(Sort sort, String filter, int limit) {
    public static final int MOST = 10_000;

    /** The first hundred of all queues, the longest first. */
    public static final QueueQuery LONGEST = new QueueQuery(Sort.DELIVERIES, "", 100);

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
