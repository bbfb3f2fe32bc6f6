package veredus.engine.settlement;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.accounting.AccountingRecord.MessageFacts;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.Recipient;
import veredus.engine.outcome.Disposition;
import veredus.mail.smtp.Reply;

/**
 * Writes accounting records. A record's id is {@code message.recipient.kind} and for attempts their number, as in {@code
 * 01JBZK3V7QW00.0.t2}: a repetition after a crash has the same.
 */
final class Records {
    private Records() {}

    static void ofReception(Message message, List<AccountingRecord> to) {
        Envelope envelope = message.envelope();
        MessageFacts facts = factsOf(message);
        for (Recipient recipient : envelope.recipients()) {
            to.add(new AccountingRecord.Received(
                    facts.messageId() + "." + recipient.number() + ".r",
                    envelope.received(),
                    facts,
                    recipient.address().toString(),
                    recipient.originalRecipient()));
        }
    }

    static MessageFacts factsOf(Message message) {
        return factsOf(
                message, message.envelope().campaign(), message.envelope().pool());
    }

    /** With the campaign and the pool where the delivery is now: an operator may have moved it. */
    static MessageFacts factsOf(Delivery delivery) {
        return factsOf(
                delivery.message(),
                delivery.queue().campaign(),
                delivery.queue().usedPool());
    }

    private static MessageFacts factsOf(Message message, String campaign, String pool) {
        Envelope envelope = message.envelope();
        return new MessageFacts(
                envelope.id().toString(),
                envelope.received(),
                envelope.sender().toString(),
                envelope.tenant(),
                campaign,
                pool,
                envelope.envelopeId(),
                envelope.source().type(),
                sourceHost(envelope.source()),
                envelope.source().user(),
                envelope.source().listener(),
                message.body().sizeBytes(),
                envelope.captured());
    }

    private static String sourceHost(Envelope.Source source) {
        if (source.address().isEmpty() || source.name().isEmpty()) {
            return source.name() + source.address();
        }
        return source.name() + " (" + source.address() + ")";
    }

    /** The facts of an attempt on {@code delivery}, with its number and first time as the spool knows them. */
    static AttemptFacts numbered(AttemptFacts facts, Delivery delivery, Instant now) {
        return new AttemptFacts(
                facts.vmta(),
                facts.queue(),
                facts.site(),
                facts.sourceAddress(),
                facts.destinationAddress(),
                facts.destinationHost(),
                facts.tlsProtocol(),
                facts.tlsCipher(),
                facts.extensions(),
                delivery.attempts() + 1,
                delivery.firstAttempt().orElse(now));
    }

    /** What is known where there was no attempt. */
    static AttemptFacts none(Delivery delivery, Instant now) {
        return AttemptFacts.none(
                delivery.queue().released().toString(),
                delivery.attempts(),
                delivery.firstAttempt().orElse(now));
    }

    static AccountingRecord of(
            Disposition disposition, Recipient recipient, MessageFacts message, AttemptFacts attempt, Instant logged) {
        String stem = message.messageId() + "." + recipient.number() + ".";
        String address = recipient.address().toString();
        Optional<String> original = recipient.originalRecipient();
        return switch (disposition) {
            case Disposition.Delivered(Reply reply) ->
                new AccountingRecord.Delivered(
                        stem + "d" + attempt.attempt(),
                        logged,
                        message,
                        address,
                        original,
                        attempt,
                        deliveredStatus(reply),
                        reply.toString());
            case Disposition.Deferred deferred ->
                new AccountingRecord.TransientFailure(
                        stem + "t" + attempt.attempt(),
                        logged,
                        message,
                        address,
                        original,
                        attempt,
                        deferred.status().toString(),
                        deferred.diagnostic(),
                        deferred.category(),
                        deferred.due());
            case Disposition.Bounced bounced ->
                new AccountingRecord.Bounced(
                        stem + "b" + attempt.attempt(),
                        logged,
                        message,
                        address,
                        original,
                        attempt,
                        bounced.status().toString(),
                        bounced.diagnostic(),
                        bounced.category(),
                        bounced.cause());
        };
    }

    static String deliveredStatus(Reply reply) {
        return reply.enhanced().isPresent() ? reply.enhanced().get().toString() : "2.0.0";
    }
}
