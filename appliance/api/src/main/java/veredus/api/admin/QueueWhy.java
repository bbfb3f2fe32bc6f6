package veredus.api.admin;

import java.util.List;

/**
 * Why mail for a domain does not move faster: {@code GET /v1/queues/why}.
 *
 * @param causes over all its queues, what holds up most first; at most {@link #MOST}
 */
public record QueueWhy(String domain, List<QueueCause> causes) {
    /** More causes are left out. */
    public static final int MOST = 200;

    public QueueWhy {
        causes = List.copyOf(causes);
    }
}
