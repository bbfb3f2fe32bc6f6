package veredus.engine.settlement;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.policy.Durability;
import veredus.api.policy.Origin;
import veredus.api.policy.RetryRule;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.engine.envelope.Recipient.Notify;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Result;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/** Mail to try things on. */
public final class Samples {
    public static final Instant RECEIVED = Instant.parse("2027-03-01T12:00:00Z");
    public static final Mailbox SENDER = new Mailbox("news", new Domain("sender.example"));
    public static final Outcome ACCEPTED = new Outcome.Accepted(Reply.of(250, 0, 0, "queued as 77"));
    public static final Outcome UNKNOWN_USER = new Outcome.Refused(Phase.RCPT, Reply.of(550, 1, 1, "no such user"));
    public static final Outcome GREYLISTED = new Outcome.Refused(Phase.RCPT, Reply.of(451, 7, 1, "try again"));

    private Samples() {}

    public static RetryRule rule() {
        return new RetryRule(
                "*",
                List.of(Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(2)),
                0.1,
                Duration.ofDays(5),
                Duration.ofHours(4),
                List.of(Duration.ofHours(6)),
                Origin.BUILT_IN);
    }

    /** A message with one recipient of example.net for each of {@code notifyOn}. */
    public static Message message(long id, ReversePath sender, List<EnumSet<Notify>> notifyOn) {
        var recipients = new ArrayList<Recipient>();
        for (EnumSet<Notify> wish : notifyOn) {
            int number = recipients.size();
            Mailbox address = new Mailbox("user" + number, new Domain("example.net"));
            recipients.add(new Recipient(number, address, wish, Optional.empty()));
        }
        var envelope = new Envelope(
                new MessageId(id),
                sender,
                recipients,
                "acme",
                "spring",
                "pool-a",
                Envelope.USUAL_PRIORITY,
                RECEIVED,
                RECEIVED,
                "ENV-1",
                Optional.empty(),
                false,
                false,
                false,
                Durability.DURABLE,
                new Envelope.Source("smtp", "192.0.2.9", "client.example", "anna", "submission"),
                Map.of());
        byte[] text = "From: <news@sender.example>\r\nSubject: Offer\r\n\r\nHello\r\n".getBytes(StandardCharsets.UTF_8);
        return new Message(envelope, Body.kept(text, false, new BodyMemory(1000)), id);
    }

    public static Message message(long id, int recipients) {
        var wishes = new ArrayList<EnumSet<Notify>>();
        for (int i = 0; i < recipients; i++) {
            wishes.add(EnumSet.noneOf(Notify.class));
        }
        return message(id, new ReversePath.Of(SENDER), wishes);
    }

    public static Delivery delivery(Message message) {
        return Delivery.allOf(message).getFirst();
    }

    /** {@code delivery} after {@code attempts} that came to nothing. */
    public static Delivery tried(Delivery delivery, int attempts, boolean delayTold) {
        return new Delivery(
                delivery.message(),
                delivery.number(),
                delivery.queue(),
                delivery.pending(),
                attempts,
                RECEIVED,
                Optional.of(RECEIVED),
                "451 later",
                delayTold);
    }

    public static List<Result> results(Delivery delivery, Outcome... outcomes) {
        var results = new ArrayList<Result>();
        for (int i = 0; i < outcomes.length; i++) {
            results.add(new Result(delivery.pending().get(i), outcomes[i]));
        }
        return results;
    }

    public static AttemptFacts facts(String... extensions) {
        return new AttemptFacts(
                "vmta-1",
                "spring:acme@example.net/pool-a",
                "mx.example.net",
                "192.0.2.1",
                "198.51.100.7",
                "mx1.example.net",
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                List.of(extensions),
                0,
                RECEIVED);
    }
}
