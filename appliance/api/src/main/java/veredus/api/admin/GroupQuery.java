package veredus.api.admin;

import java.util.Optional;

/**
 * Which queues to add up, and by what.
 *
 * @param filter part of the queues' names; empty for all
 * @param limit at most so many groups, 1 to {@link QueueQuery#MOST}
 * @param site only those for this receiving site, as in {@link QueueView#site}
 * @param vmta only those whose mail may leave by this vMTA
 */
public record GroupQuery(By by, String filter, int limit, Optional<String> site, Optional<String> vmta) {

    public GroupQuery {
        if (limit < 1 || limit > QueueQuery.MOST) {
            throw new IllegalArgumentException("limit is from 1 to " + QueueQuery.MOST + ": " + limit);
        }
    }

    /** For any site, by any vMTA. */
    public GroupQuery(By by, String filter, int limit) {
        this(by, filter, limit, Optional.empty(), Optional.empty());
    }

    /** What the queues of a group have in common. */
    public enum By {
        DOMAIN,
        TENANT,
        CAMPAIGN,
        POOL,
        /** The receiving site, which may serve many domains. */
        PROVIDER,
        /**
         * A vMTA by which their mail may leave: a queue counts for each that its pool has, with what is ready for that
         * one, and with all else.
         */
        VMTA
    }
}
