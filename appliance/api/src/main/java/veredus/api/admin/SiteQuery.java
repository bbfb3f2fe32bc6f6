package veredus.api.admin;

import java.util.Optional;

/**
 * Which receiving sites, in which order.
 *
 * @param site part of the name; empty for all
 * @param vmta only what is sent by this vMTA
 * @param limit at most so many, 1 to {@link QueueQuery#MOST}
 */
public record SiteQuery(Sort sort, String site, Optional<String> vmta, int limit) {

    /** The first hundred of all sites, those with the most that waits first. */
    public static final SiteQuery LONGEST = new SiteQuery(Sort.QUEUED, "", Optional.empty(), 100);

    public SiteQuery {
        if (limit < 1 || limit > QueueQuery.MOST) {
            throw new IllegalArgumentException("limit is from 1 to " + QueueQuery.MOST + ": " + limit);
        }
    }

    /** What comes first; counts are those of the last hour. */
    public enum Sort {
        NAME,
        /** The most that waits. */
        QUEUED,
        DELIVERED,
        DEFERRED,
        BOUNCED
    }
}
