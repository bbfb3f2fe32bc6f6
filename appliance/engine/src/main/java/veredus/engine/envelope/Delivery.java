package veredus.engine.envelope;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import veredus.mail.address.Domain;

/**
 * A message for those of its recipients that share a domain and have not been settled. A value: an attempt that leaves
 * recipients over gives a new delivery.
 *
 * @param number which of the message's deliveries, from 0, in the order of {@link #allOf}; with the message id it is
 *     the delivery's identity
 * @param pending not empty
 * @param attempts that have ended
 * @param due when it may be tried next
 * @param lastStatus the last reply or failure, as in a log; empty before the first attempt
 * @param delayTold whether the sender has been told of the delay
 * @param priority 0 (first) to 9 (last): the message's, or what an operator has set since
 */
public record Delivery(
        Message message,
        int number,
        QueueName queue,
        List<Recipient> pending,
        int attempts,
        Instant due,
        Optional<Instant> firstAttempt,
        String lastStatus,
        boolean delayTold,
        int priority) {
    /** Recipients of one delivery; bounds what a crash between a reply and its record can repeat. */
    public static final int MOST_RECIPIENTS = 100;

    public Delivery {
        pending = List.copyOf(pending);
        if (pending.isEmpty()) {
            throw new IllegalArgumentException("delivery without recipients of " + message.id());
        }
        Envelope.requirePriority(priority);
    }

    /** With the message's own priority. */
    public Delivery(
            Message message,
            int number,
            QueueName queue,
            List<Recipient> pending,
            int attempts,
            Instant due,
            Optional<Instant> firstAttempt,
            String lastStatus,
            boolean delayTold) {
        this(
                message,
                number,
                queue,
                pending,
                attempts,
                due,
                firstAttempt,
                lastStatus,
                delayTold,
                message.envelope().priority());
    }

    /**
     * The deliveries of a message that nobody has tried yet: one for each domain among its recipients, and where a
     * domain has more than {@link #MOST_RECIPIENTS} of them, one for each so many.
     */
    public static List<Delivery> allOf(Message message) {
        Envelope envelope = message.envelope();
        var deliveries = new ArrayList<Delivery>();
        byDomain(envelope).forEach((domain, recipients) -> {
            var queue = envelope.queue(domain);
            for (int from = 0; from < recipients.size(); from += MOST_RECIPIENTS) {
                List<Recipient> some = recipients.subList(from, Math.min(from + MOST_RECIPIENTS, recipients.size()));
                deliveries.add(new Delivery(
                        message, deliveries.size(), queue, some, 0, envelope.notBefore(), Optional.empty(), "", false));
            }
        });
        return deliveries;
    }

    /** The domain of each of {@link #allOf}, in that order: what the spool keeps of deliveries that nobody has tried. */
    public static List<Domain> domainsOf(Envelope envelope) {
        if (envelope.recipients().size() == 1) {
            return List.of(envelope.recipients().getFirst().address().domain());
        }
        var domains = new ArrayList<Domain>();
        byDomain(envelope).forEach((domain, recipients) -> {
            for (int from = 0; from < recipients.size(); from += MOST_RECIPIENTS) {
                domains.add(domain);
            }
        });
        return domains;
    }

    private static Map<Domain, List<Recipient>> byDomain(Envelope envelope) {
        Map<Domain, List<Recipient>> byDomain = new LinkedHashMap<>();
        for (Recipient recipient : envelope.recipients()) {
            byDomain.computeIfAbsent(recipient.address().domain(), domain -> new ArrayList<>())
                    .add(recipient);
        }
        return byDomain;
    }

    /** The same for some of its recipients only. */
    public Delivery with(List<Recipient> some) {
        return new Delivery(message, number, queue, some, attempts, due, firstAttempt, lastStatus, delayTold, priority);
    }

    /** The same, in another queue. */
    public Delivery in(QueueName other) {
        return new Delivery(
                message, number, other, pending, attempts, due, firstAttempt, lastStatus, delayTold, priority);
    }

    /** The same, more or less urgent. */
    public Delivery prioritized(int other) {
        return new Delivery(message, number, queue, pending, attempts, due, firstAttempt, lastStatus, delayTold, other);
    }

    /** The same, to be tried at {@code changed}. */
    public Delivery dueAt(Instant changed) {
        return changed.equals(due)
                ? this
                : new Delivery(
                        message,
                        number,
                        queue,
                        pending,
                        attempts,
                        changed,
                        firstAttempt,
                        lastStatus,
                        delayTold,
                        priority);
    }

    /**
     * What an attempt has left over.
     *
     * @param left the recipients that it deferred, not empty
     * @param status the reply or failure, as in a log
     */
    public Delivery deferred(List<Recipient> left, Instant next, Instant first, String status, boolean told) {
        return new Delivery(
                message, number, queue, left, attempts + 1, next, Optional.of(first), status, told, priority);
    }
}
