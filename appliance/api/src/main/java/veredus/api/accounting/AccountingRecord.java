package veredus.api.accounting;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One event in the life of a message or recipient, as written to the accounting files. Every record has an id that is
 * the same when a crash makes it appear twice.
 */
public sealed interface AccountingRecord {

    /** Unique for the event: message id, recipient number, kind and attempt. */
    String id();

    /** PowerMTA's letter for the kind: r, d, b, t, tq. */
    String type();

    Instant logged();

    /** What a message's records have in common. */
    record MessageFacts(
            String messageId,
            Instant queued,
            String sender,
            String tenant,
            String campaign,
            String pool,
            String envelopeId,
            String sourceType,
            String sourceHost,
            String user,
            String listener,
            long sizeBytes,
            Map<String, String> headers) {}

    /** What is known of one attempt to deliver; empty strings where it did not get so far. */
    record AttemptFacts(
            String vmta,
            String queue,
            String site,
            String sourceAddress,
            String destinationAddress,
            String destinationHost,
            String tlsProtocol,
            String tlsCipher,
            List<String> extensions,
            int attempt,
            Instant firstAttempt) {

        /** Where no host was spoken to. */
        public static AttemptFacts none(String queue, int attempt, Instant firstAttempt) {
            return new AttemptFacts("", queue, "", "", "", "", "", "", List.of(), attempt, firstAttempt);
        }
    }

    /** A message was accepted; one record for each recipient. */
    record Received(
            String id, Instant logged, MessageFacts message, String recipient, Optional<String> originalRecipient)
            implements AccountingRecord {
        @Override
        public String type() {
            return "r";
        }
    }

    /** A recipient was accepted by the other side, or discarded by a route. */
    record Delivered(
            String id,
            Instant logged,
            MessageFacts message,
            String recipient,
            Optional<String> originalRecipient,
            AttemptFacts attempt,
            String status,
            String diagnostic)
            implements AccountingRecord {
        @Override
        public String type() {
            return "d";
        }
    }

    /** A recipient failed for good: refused, expired, or ended by an operator ({@code cause}). */
    record Bounced(
            String id,
            Instant logged,
            MessageFacts message,
            String recipient,
            Optional<String> originalRecipient,
            AttemptFacts attempt,
            String status,
            String diagnostic,
            String category,
            Cause cause)
            implements AccountingRecord {
        /** Why it ended. */
        public enum Cause {
            REFUSED,
            EXPIRED,
            ADMIN
        }

        @Override
        public String type() {
            return "b";
        }
    }

    /** One attempt for one recipient failed and will be repeated at {@code due}. */
    record TransientFailure(
            String id,
            Instant logged,
            MessageFacts message,
            String recipient,
            Optional<String> originalRecipient,
            AttemptFacts attempt,
            String status,
            String diagnostic,
            String category,
            Instant due)
            implements AccountingRecord {
        @Override
        public String type() {
            return "t";
        }
    }

    /** A path could not be used at all: no connection, no greeting, no DNS answer. */
    record QueueFailure(String id, Instant logged, AttemptFacts attempt, String status, String diagnostic)
            implements AccountingRecord {
        @Override
        public String type() {
            return "tq";
        }
    }
}
