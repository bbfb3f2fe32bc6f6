package veredus.engine.admin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import veredus.api.admin.TestMailRequest;
import veredus.api.admin.TestMailView;
import veredus.api.policy.Durability;
import veredus.api.policy.Policy;
import veredus.api.policy.Tenant;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.engine.spool.Admission;
import veredus.engine.spool.BodyWriter;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.mail.message.DateFormat;
import veredus.mail.message.EightBit;

/**
 * A message of our own making, to see whether mail gets out. It is stored, accounted for and settled like any other, but its
 * first attempt is made at once and recorded.
 */
final class TestMailAnswers {
    /** Whose mail it is. */
    static final String TENANT = "default";

    private final AdminRooms rooms;
    private final TraceAnswers traces;

    TestMailAnswers(AdminRooms rooms, TraceAnswers traces) {
        this.rooms = rooms;
        this.traces = traces;
    }

    // Jackson leaves out of records what the request leaves out.
    @SuppressWarnings("ConstantValue")
    TestMailView send(TestMailRequest request) {
        Mailbox sender = address("sender", request.sender() == null ? "" : request.sender());
        Mailbox recipient = address("recipient", request.recipient() == null ? "" : request.recipient());
        request.vmta().ifPresent(traces::requireVmta);
        if (rooms.spool().admission() != Admission.OPEN) {
            throw new AdminRefusal(503, "no new mail is taken", "there is too little room on the disk of the spool");
        }
        return traces.withPermit(() -> {
            Message message = store(sender, recipient, request.vmta());
            rooms.settlement().received(message);
            Delivery delivery = Delivery.allOf(message).getFirst();
            rooms.queues().entrust(delivery);
            var traced = rooms.traces().deliver(delivery, request.vmta());
            return new TestMailView(message.id().toString(), traced.delivered(), TraceAnswers.view(traced));
        });
    }

    private static Mailbox address(String name, String text) {
        return Mailbox.parse(text)
                .orElseThrow(() -> AdminRefusal.unprocessable("the " + name + " is no address: " + text));
    }

    private Message store(Mailbox sender, Mailbox recipient, Optional<String> vmta) {
        MessageId id = rooms.spool().newId();
        Instant now = rooms.world().time().now();
        byte[] bytes = text(id, sender, recipient, now);
        boolean international = sender.isInternationalized() || recipient.isInternationalized();
        var envelope = new Envelope(
                id,
                new ReversePath.Of(sender),
                List.of(new Recipient(0, recipient, Set.of(), Optional.empty())),
                TENANT,
                "",
                vmta.orElseGet(this::pool),
                Envelope.USUAL_PRIORITY,
                now,
                now,
                "",
                Optional.empty(),
                EightBit.isPresent(bytes, 0, bytes.length),
                international,
                false,
                Durability.DURABLE,
                new Envelope.Source("api", "", rooms.hostName(), "", ""),
                Map.of());
        try (BodyWriter body = rooms.spool().newBody(id)) {
            body.write(bytes, 0, bytes.length);
            return rooms.spool().store(envelope, body);
        } catch (SpoolException failed) {
            throw new AdminRefusal(
                    503, "the message could not be stored", "the engine's log says why: " + failed.getMessage());
        }
    }

    private String pool() {
        Policy policy = rooms.policy().get();
        return policy.tenants().stream()
                .filter(tenant -> tenant.name().equals(TENANT))
                .findFirst()
                .flatMap(Tenant::pool)
                .orElse(policy.server().defaultPool());
    }

    private byte[] text(MessageId id, Mailbox sender, Mailbox recipient, Instant now) {
        String host = rooms.hostName();
        String text = """
                From: <%s>
                To: <%s>
                Subject: Test from %s
                Date: %s
                Message-ID: <%s@%s>
                Auto-Submitted: auto-generated
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                This message was sent by %s to see whether its mail arrives.
                Nobody needs to answer it.
                """.formatted(sender, recipient, host, DateFormat.rfc5322(now), id, host, host);
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
