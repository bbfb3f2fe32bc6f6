package veredus.api.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that an operator did and that is in force until it ends or is ended: {@code GET /v1/actions}.
 *
 * @param name what is disabled: a vMTA or a source address; for withheld mail the id by which it is undone
 * @param filter which mail is paused, slowed or withheld
 * @param by the name of the token
 * @param until when it ends by itself, for withheld mail when that is ended; absent until somebody ends it
 * @param deliveries that it holds now
 * @param recipients of these
 * @param atLeast whether there may be more recipients: too many deliveries to look into each
 */
public record StandingAction(
        Kind kind,
        Optional<String> name,
        Optional<QueueFilter> filter,
        String by,
        String reason,
        Instant since,
        Optional<Instant> until,
        long deliveries,
        long recipients,
        boolean atLeast) {

    /** What was done. */
    public enum Kind {
        PAUSE,
        /** Mail that goes slowly. */
        BACKOFF,
        VMTA_DISABLED,
        ADDRESS_DISABLED,
        /** Withheld, to be deleted. */
        DELETE,
        /** Withheld, to be bounced. */
        BOUNCE,
        /** Withheld, and being brought back. */
        UNDO
    }
}
