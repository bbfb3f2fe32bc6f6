package veredus.api.accounting;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.accounting.AccountingRecord.Bounced;
import veredus.api.accounting.AccountingRecord.Delivered;
import veredus.api.accounting.AccountingRecord.MessageFacts;
import veredus.api.accounting.AccountingRecord.QueueFailure;
import veredus.api.accounting.AccountingRecord.Received;
import veredus.api.accounting.AccountingRecord.TransientFailure;

/**
 * An accounting record with all that any kind of record has, so that writers need not care which kind it is.
 *
 * @param action PowerMTA's dsnAction: relayed, failed or delayed
 * @param word the event for people
 * @param extra the cause of a bounce
 */
record Event(
        AccountingRecord record,
        MessageFacts message,
        AttemptFacts attempt,
        String recipient,
        String originalRecipient,
        String action,
        String status,
        String diagnostic,
        String category,
        String word,
        String extra,
        Instant due) {

    private static final MessageFacts NO_MESSAGE =
            new MessageFacts("", Instant.EPOCH, "", "", "", "", "", "", "", "", "", 0, Map.of());
    private static final AttemptFacts NO_ATTEMPT =
            new AttemptFacts("", "", "", "", "", "", "", "", List.of(), 0, Instant.EPOCH);

    static Event of(AccountingRecord record) {
        return switch (record) {
            case Received received -> of(received);
            case Delivered delivered -> of(delivered);
            case Bounced bounced -> of(bounced);
            case TransientFailure failure -> of(failure);
            case QueueFailure failure -> of(failure);
        };
    }

    private static Event of(Received r) {
        String original = text(r.originalRecipient());
        return new Event(
                r, r.message(), NO_ATTEMPT, r.recipient(), original, "", "", "", "", "received", "", Instant.EPOCH);
    }

    private static Event of(Delivered d) {
        return new Event(
                d,
                d.message(),
                d.attempt(),
                d.recipient(),
                text(d.originalRecipient()),
                "relayed",
                d.status(),
                d.diagnostic(),
                "",
                d.attempt().destinationHost().isEmpty() ? "discarded" : "delivered",
                "",
                Instant.EPOCH);
    }

    private static Event of(Bounced b) {
        return new Event(
                b,
                b.message(),
                b.attempt(),
                b.recipient(),
                text(b.originalRecipient()),
                "failed",
                b.status(),
                b.diagnostic(),
                b.category(),
                word(b.cause()),
                b.cause().name(),
                Instant.EPOCH);
    }

    private static Event of(TransientFailure t) {
        return new Event(
                t,
                t.message(),
                t.attempt(),
                t.recipient(),
                text(t.originalRecipient()),
                "delayed",
                t.status(),
                t.diagnostic(),
                t.category(),
                "deferred",
                "",
                t.due());
    }

    private static Event of(QueueFailure q) {
        return new Event(
                q,
                NO_MESSAGE,
                q.attempt(),
                "",
                "",
                "",
                q.status(),
                q.diagnostic(),
                "",
                "unreachable",
                "",
                Instant.EPOCH);
    }

    /** Seconds from reception to the event. */
    long secondsQueued() {
        return Math.max(0, record.logged().getEpochSecond() - message.queued().getEpochSecond());
    }

    private static String text(Optional<String> value) {
        return value.orElse("");
    }

    private static String word(Bounced.Cause cause) {
        return switch (cause) {
            case REFUSED -> "bounced";
            case EXPIRED -> "expired";
            case ADMIN -> "deleted";
        };
    }
}
