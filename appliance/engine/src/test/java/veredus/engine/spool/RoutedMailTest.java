package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.mail.address.Domain;

/** Mail that a rule gave to a named route. */
@Timeout(60)
class RoutedMailTest {
    private final RecordingDisk disk = new RecordingDisk();

    private Spool open() throws SpoolException {
        return Story.open(disk);
    }

    @Test
    void theRouteOfAMessageIsPartOfItsQueue() throws Exception {
        var queue = new QueueName("acme", "spring", new Domain("example.net"), "pool-a", "hub");
        try (Spool spool = open()) {
            MessageId id = spool.newId();
            Envelope plain = Mail.envelope(id, Durability.DURABLE, Mail.to(0, "a", "example.net"));
            try (BodyWriter writer = spool.newBody(id)) {
                byte[] body = Mail.text("a: b\r\n");
                writer.write(body, 0, body.length);
                spool.store(routed(plain, "hub"), writer);
            }
        }
        try (Spool spool = open()) {
            Delivery found = spool.take(queue, Instant.MAX, 9).getFirst();
            assertThat(found.message().envelope().route()).isEqualTo("hub");
            assertThat(found.message().envelope().pool()).isEqualTo("pool-a");
            spool.commit(List.of(new StateChange(found, List.of(), Optional.of(found.dueAt(Mail.T0.plusSeconds(9))))));
        }
        try (Spool spool = open()) {
            assertThat(spool.take(queue, Instant.MAX, 9).getFirst().queue()).isEqualTo(queue);
        }
    }

    private static Envelope routed(Envelope from, String route) {
        return new Envelope(
                from.id(),
                from.sender(),
                from.recipients(),
                from.tenant(),
                from.campaign(),
                from.pool(),
                route,
                from.priority(),
                from.received(),
                from.notBefore(),
                from.envelopeId(),
                from.returnFull(),
                from.eightBit(),
                from.smtpUtf8(),
                from.requireTls(),
                from.durability(),
                from.source(),
                from.captured());
    }
}
