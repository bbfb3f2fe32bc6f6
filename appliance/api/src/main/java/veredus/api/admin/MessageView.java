package veredus.api.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One message in the spool: {@code GET /v1/messages/{id}}.
 *
 * @param sender empty for the null reverse-path
 * @param priority 0 (first) to 9 (last), of the most urgent of what is left
 * @param source where it came from, for people
 */
public record MessageView(
        String id,
        String sender,
        String tenant,
        String campaign,
        String pool,
        String envelopeId,
        int priority,
        Instant received,
        long sizeBytes,
        String source,
        String user,
        String listener,
        List<RecipientView> recipients) {
    public MessageView {
        recipients = List.copyOf(recipients);
    }

    /**
     * One recipient.
     *
     * @param priority 0 (first) to 9 (last)
     * @param due when it is tried next; absent once it is settled
     * @param lastStatus the last reply or failure; empty before the first attempt
     */
    public record RecipientView(
            int number,
            String address,
            State state,
            String queue,
            int priority,
            int attempts,
            Optional<Instant> due,
            String lastStatus) {}

    /** Where a recipient stands. */
    public enum State {
        QUEUED,
        IN_FLIGHT,
        DELIVERED,
        BOUNCED,
        EXPIRED,
        DELETED
    }
}
