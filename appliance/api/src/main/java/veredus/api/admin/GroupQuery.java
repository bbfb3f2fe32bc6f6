package veredus.api.admin;

/**
 * Which queues to add up, and by what.
 *
 * @param filter part of the queues' names; empty for all
 * @param limit at most so many groups, 1 to {@link QueueQuery#MOST}
 */
public record GroupQuery(By by, String filter, int limit) {

    public GroupQuery {
        if (limit < 1 || limit > QueueQuery.MOST) {
            throw new IllegalArgumentException("limit is from 1 to " + QueueQuery.MOST + ": " + limit);
        }
    }

    /** What the queues of a group have in common. */
    public enum By {
        DOMAIN,
        TENANT,
        CAMPAIGN,
        POOL,
        /** The receiving site, which may serve many domains. */
        PROVIDER
    }
}
