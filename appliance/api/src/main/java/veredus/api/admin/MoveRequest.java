package veredus.api.admin;

import java.util.Optional;

/**
 * Queued mail that is to wait in other queues: {@code POST /v1/queues/move}. At least one of {@code toPool},
 * {@code toCampaign} and {@code toRoute} is given; what is absent stays as it is.
 *
 * @param toPool the pool or vMTA by which it is to be sent
 * @param toCampaign may be empty: no campaign
 * @param toRoute the named route that it is to take; may be empty: the way of its domain
 * @param dryRun only count what it would concern
 * @param expected does nothing when the deliveries are not so many
 * @param reason must be given unless it is a dry run
 */
public record MoveRequest(
        QueueFilter filter,
        Optional<String> toPool,
        Optional<String> toCampaign,
        Optional<String> toRoute,
        boolean dryRun,
        Optional<Long> expected,
        Optional<String> reason) {

    /** Mail that goes on taking the route that it has. */
    public MoveRequest(
            QueueFilter filter,
            Optional<String> toPool,
            Optional<String> toCampaign,
            boolean dryRun,
            Optional<Long> expected,
            Optional<String> reason) {
        this(filter, toPool, toCampaign, Optional.empty(), dryRun, expected, reason);
    }
}
