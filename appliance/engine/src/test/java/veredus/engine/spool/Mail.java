package veredus.engine.spool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import veredus.api.policy.ByteSize;
import veredus.api.policy.Durability;
import veredus.api.policy.SpoolPolicy;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.engine.envelope.Recipient;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/** Mail for the tests. */
final class Mail {
    static final Instant T0 = Instant.parse("2026-11-24T12:00:00.123456789Z");

    private Mail() {}

    static SpoolPolicy policy(long segmentBytes) {
        return new SpoolPolicy(
                Optional.empty(),
                new ByteSize(segmentBytes),
                2,
                new ByteSize(64 << 10),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                new ByteSize(2),
                new ByteSize(1),
                0.3);
    }

    static Recipient to(int number, String local, String domain) {
        return new Recipient(number, new Mailbox(local, new Domain(domain)), Set.of(), Optional.empty());
    }

    static Envelope envelope(MessageId id, Durability durability, Recipient... to) {
        return new Envelope(
                id,
                new ReversePath.Of(new Mailbox("news", new Domain("out.example.org"))),
                List.of(to),
                "acme",
                "spring",
                "pool-a",
                Envelope.USUAL_PRIORITY,
                T0,
                T0,
                "",
                Optional.empty(),
                false,
                false,
                false,
                durability,
                new Envelope.Source("smtp", "192.0.2.1", "client.example.org", "acme", "submission"),
                Map.of("x-job", "spring"));
    }

    static Message store(Spool spool, Durability durability, byte[] body, Recipient... to) throws SpoolException {
        MessageId id = spool.newId();
        try (BodyWriter writer = spool.newBody(id)) {
            writer.write(body, 0, body.length);
            return spool.store(envelope(id, durability, to), writer);
        }
    }

    static Message store(Spool spool, byte[] body) throws SpoolException {
        return store(spool, Durability.DURABLE, body, to(0, "a", "example.net"));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] body(int size, int seed) {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = i % 64 == 62 ? (byte) '\r' : i % 64 == 63 ? (byte) '\n' : (byte) ('a' + (i * 31 + seed * 7) % 26);
        }
        return body;
    }

    static byte[] read(Spool spool, Message message) throws SpoolException {
        var out = new ByteArrayOutputStream();
        BodyReader reader = spool.read(message);
        for (byte[] piece = reader.next(); piece != null; piece = reader.next()) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    static QueueName queue(String domain) {
        return new QueueName("acme", "spring", new Domain(domain), "pool-a");
    }

    static StateChange delivered(Delivery delivery) {
        return new StateChange(
                delivery,
                delivery.pending().stream()
                        .map(recipient -> new StateChange.Settled(recipient.number(), StateChange.End.DELIVERED))
                        .toList(),
                Optional.empty());
    }

    static Delivery deferred(Delivery delivery, Instant due) {
        return new Delivery(
                delivery.message(),
                delivery.number(),
                delivery.queue(),
                delivery.pending(),
                delivery.attempts() + 1,
                due,
                Optional.of(delivery.firstAttempt().orElse(T0)),
                "451 4.7.1 try again later",
                false);
    }

    static StateChange deferral(Delivery delivery, Instant due) {
        return new StateChange(delivery, List.of(), Optional.of(deferred(delivery, due)));
    }

    /** Everything that rests, taken. */
    static List<Delivery> takeAll(Spool spool) throws SpoolException {
        var all = new ArrayList<Delivery>();
        for (QueueSummary queue : spool.queues()) {
            all.addAll(spool.take(queue.queue(), Instant.MAX, Integer.MAX_VALUE));
        }
        return all;
    }
}
