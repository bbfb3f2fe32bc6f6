package veredus.engine.spool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.QueueName;
import veredus.engine.envelope.Recipient;
import veredus.mail.address.Domain;

/**
 * Where one delivery stands, complete in itself: a later state replaces an earlier one. Version 2; in version 1 no state
 * had a priority.
 *
 * <pre>
 * state = number:varint tenant:text campaign:text domain:text pool:text attempts:varint due:instant
 *         flags:u8 [firstAttempt:instant] [priority:u8] lastStatus:text count:varint *( recipient:varint )
 * pool  = that of the queue, and "/" and the name of a route where it has one
 * flags = 1 first attempt given / 2 the sender was told of the delay / 4 priority given
 * </pre>
 *
 * @param priority where it is another than its message's
 */
record DeliveryState(
        int number,
        QueueName queue,
        int attempts,
        Instant due,
        Optional<Instant> firstAttempt,
        String lastStatus,
        boolean delayTold,
        OptionalInt priority,
        List<Integer> pending) {
    static final int FIRST_ATTEMPT = 1;
    private static final int DELAY_TOLD = 2;
    static final int PRIORITY = 4;

    static DeliveryState of(Delivery delivery) {
        int priority = delivery.priority();
        return new DeliveryState(
                delivery.number(),
                delivery.queue(),
                delivery.attempts(),
                delivery.due(),
                delivery.firstAttempt(),
                delivery.lastStatus(),
                delivery.delayTold(),
                priority == delivery.message().envelope().priority() ? OptionalInt.empty() : OptionalInt.of(priority),
                delivery.pending().stream().map(Recipient::number).toList());
    }

    /** When it is due in whole milliseconds, never too early. */
    static long dueMillis(Instant due) {
        return due.getEpochSecond() * 1000 + Math.ceilDiv(due.getNano(), 1_000_000);
    }

    void write(BytesOut out) {
        out.varint(number);
        out.text(queue.tenant())
                .text(queue.campaign())
                .text(queue.domain().name())
                .text(queue.way());
        out.varint(attempts).instant(due);
        out.u8((firstAttempt.isPresent() ? FIRST_ATTEMPT : 0)
                | (delayTold ? DELAY_TOLD : 0)
                | (priority.isPresent() ? PRIORITY : 0));
        firstAttempt.ifPresent(out::instant);
        priority.ifPresent(out::u8);
        out.text(lastStatus).varint(pending.size());
        pending.forEach(out::varint);
    }

    static DeliveryState read(BytesIn in) throws SpoolException {
        int number = in.number();
        String tenant = in.text();
        String campaign = in.text();
        var domain = new Domain(in.text());
        var queue = QueueName.onWay(tenant, campaign, domain, in.text());
        int attempts = in.number();
        Instant due = in.instant();
        int flags = in.u8();
        Optional<Instant> first = (flags & FIRST_ATTEMPT) != 0 ? Optional.of(in.instant()) : Optional.empty();
        OptionalInt priority = (flags & PRIORITY) != 0 ? OptionalInt.of(priority(in)) : OptionalInt.empty();
        String status = in.text();
        int count = in.count();
        var pending = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) {
            pending.add(in.number());
        }
        boolean told = (flags & DELAY_TOLD) != 0;
        return new DeliveryState(number, queue, attempts, due, first, status, told, priority, pending);
    }

    private static int priority(BytesIn in) throws SpoolException {
        int priority = in.u8();
        if (priority > Envelope.LAST_PRIORITY) {
            throw BytesIn.malformed();
        }
        return priority;
    }

    /** The delivery of {@code message} in this state; empty when the message has none of its recipients. */
    Optional<Delivery> of(Message message) {
        var numbers = new HashSet<>(pending);
        List<Recipient> left = message.envelope().recipients().stream()
                .filter(recipient -> numbers.contains(recipient.number()))
                .toList();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        int urgency = priority.orElse(message.envelope().priority());
        return Optional.of(new Delivery(
                message, number, queue, left, attempts, due, firstAttempt, lastStatus, delayTold, urgency));
    }
}
