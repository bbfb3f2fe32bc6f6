package veredus.api.admin;

import java.time.Duration;
import java.util.Optional;

/**
 * Something to do to queued mail: {@code POST /v1/queues/ACTION}.
 *
 * @param dryRun only count what it would concern
 * @param expected does nothing when the deliveries are not so many, as shown by a dry run before
 * @param duration how long PAUSE or BACKOFF hold; absent until they are ended; in seconds in JSON
 * @param reason for the log and for other operators; must be given unless it is a dry run
 * @param undoWithin for DELETE and BOUNCE: withholds the mail so long, and ends it then; in seconds in JSON
 */
public record ActionRequest(
        QueueFilter filter,
        boolean dryRun,
        Optional<Long> expected,
        Optional<Duration> duration,
        Optional<String> reason,
        Optional<Duration> undoWithin) {

    /** Counts what {@code filter} means, changing nothing. */
    public static ActionRequest preview(QueueFilter filter) {
        return new ActionRequest(filter, true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same, to be undone within {@code window}. */
    public ActionRequest undoable(Duration window) {
        return new ActionRequest(filter, dryRun, expected, duration, reason, Optional.of(window));
    }

    /** Does it. */
    public static ActionRequest of(QueueFilter filter, String reason) {
        return new ActionRequest(
                filter, false, Optional.empty(), Optional.empty(), Optional.of(reason), Optional.empty());
    }
}
