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
 * @param number which of the message's deliveries, from 0, in the order in which its domains first appear among its
 *     recipients; with the message id it is the delivery's identity
 * @param pending not empty
 * @param attempts that have ended
 * @param due when it may be tried next
 * @param lastStatus the last reply or failure, as in a log; empty before the first attempt
 * @param delayTold whether the sender has been told of the delay
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
        boolean delayTold) {
    public Delivery {
        pending = List.copyOf(pending);
        if (pending.isEmpty()) {
            throw new IllegalArgumentException("delivery without recipients of " + message.id());
        }
    }

    /** The deliveries of a message that nobody has tried yet: one for each domain among its recipients. */
    public static List<Delivery> allOf(Message message) {
        Envelope envelope = message.envelope();
        Map<Domain, List<Recipient>> byDomain = new LinkedHashMap<>();
        for (Recipient recipient : envelope.recipients()) {
            byDomain.computeIfAbsent(recipient.address().domain(), domain -> new ArrayList<>())
                    .add(recipient);
        }
        var deliveries = new ArrayList<Delivery>(byDomain.size());
        byDomain.forEach((domain, recipients) -> deliveries.add(new Delivery(
                message,
                deliveries.size(),
                new QueueName(envelope.tenant(), envelope.campaign(), domain, envelope.pool()),
                recipients,
                0,
                envelope.notBefore(),
                Optional.empty(),
                "",
                false)));
        return deliveries;
    }
}
