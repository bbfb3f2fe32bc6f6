package veredus.engine.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.mail.smtp.DotStuffing;

/** Deliveries for tests, step by step. */
final class Letters {
    static final Domain THERE = new Domain("there.test");
    private static final BodyMemory MEMORY = new BodyMemory(Long.MAX_VALUE / 2);
    private static long ids;

    private String body = "Subject: hi\r\n\r\nhello\r\n";
    private boolean inLog;
    private boolean eightBit;
    private boolean smtpUtf8;
    private boolean requireTls;
    private String envelopeId = "";
    private Optional<Boolean> returnFull = Optional.empty();
    private ReversePath sender = new ReversePath.Of(new Mailbox("news", new Domain("here.test")));
    private final List<Recipient> recipients = new ArrayList<>();

    static Letters letter() {
        return new Letters();
    }

    /** The simplest one, to one recipient. */
    static Delivery simple() {
        return letter().to("ann").delivery();
    }

    Letters to(String... locals) {
        for (String local : locals) {
            to(local, Set.of(), Optional.empty());
        }
        return this;
    }

    Letters to(String local, Set<Recipient.Notify> notify, Optional<String> original) {
        recipients.add(new Recipient(recipients.size(), new Mailbox(local, THERE), notify, original));
        return this;
    }

    Letters from(ReversePath path) {
        sender = path;
        return this;
    }

    Letters body(String text) {
        body = text;
        return this;
    }

    Letters inLog() {
        inLog = true;
        return this;
    }

    Letters eightBit() {
        eightBit = true;
        return this;
    }

    Letters smtpUtf8() {
        smtpUtf8 = true;
        return this;
    }

    Letters requireTls() {
        requireTls = true;
        return this;
    }

    Letters envelopeId(String id) {
        envelopeId = id;
        return this;
    }

    Letters returnFull(boolean full) {
        returnFull = Optional.of(full);
        return this;
    }

    Delivery delivery() {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean stuffing = DotStuffing.needsStuffing(bytes, 0, bytes.length);
        var envelope = new Envelope(
                new MessageId(++ids),
                sender,
                recipients,
                "tenant",
                "",
                "v1",
                Envelope.USUAL_PRIORITY,
                Instant.EPOCH,
                Instant.EPOCH,
                envelopeId,
                returnFull,
                eightBit,
                smtpUtf8,
                requireTls,
                Durability.DURABLE,
                new Envelope.Source("smtp", "", "", "", ""),
                Map.of());
        Body kept = inLog ? Body.inLog(bytes.length, stuffing) : Body.kept(bytes, stuffing, MEMORY);
        return Delivery.allOf(new Message(envelope, kept, 0)).getFirst();
    }

    /** A source of bodies that gives {@code body} in pieces of {@code size} bytes. */
    static Bodies inPieces(String body, int size) {
        byte[] all = body.getBytes(StandardCharsets.UTF_8);
        return message -> {
            int[] at = {0};
            return () -> {
                if (at[0] >= all.length) {
                    return null;
                }
                int from = at[0];
                at[0] = Math.min(all.length, from + size);
                return java.util.Arrays.copyOfRange(all, from, at[0]);
            };
        };
    }
}
