package veredus.engine.envelope;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import veredus.api.policy.Durability;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/** Envelopes, messages and deliveries for tests. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static long nextId = 1;

    private Samples() {}

    public static Envelope envelope(String tenant, String campaign, int priority, String... recipients) {
        var list = new ArrayList<Recipient>();
        for (String address : recipients) {
            int at = address.indexOf('@');
            var mailbox = new Mailbox(address.substring(0, at), new Domain(address.substring(at + 1)));
            list.add(new Recipient(list.size(), mailbox, Set.of(), Optional.empty()));
        }
        return new Envelope(
                new MessageId(nextId++),
                new ReversePath.Of(new Mailbox("bounces", new Domain("news.example"))),
                list,
                tenant,
                campaign,
                "default",
                priority,
                NOON,
                NOON,
                "",
                Optional.empty(),
                false,
                false,
                false,
                Durability.DURABLE,
                new Envelope.Source("smtp", "127.0.0.1", "client.example", "", "smtp"),
                Map.of());
    }

    public static Message message(Envelope envelope) {
        return new Message(envelope, Body.inLog(100, false), 0);
    }

    public static Delivery delivery(String tenant, String campaign, int priority, String recipient) {
        return deliveries(envelope(tenant, campaign, priority, recipient)).get(0);
    }

    public static List<Delivery> deliveries(Envelope envelope) {
        return Delivery.allOf(message(envelope));
    }
}
