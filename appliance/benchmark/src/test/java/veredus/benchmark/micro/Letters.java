package veredus.benchmark.micro;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/** Mail for the benchmarks. */
public final class Letters {
    private static final Instant RECEIVED = Instant.parse("2026-11-24T12:00:00Z");

    private Letters() {}

    /** With one recipient in {@code domain}. */
    public static Envelope envelope(MessageId id, String tenant, String domain) {
        return new Envelope(
                id,
                new ReversePath.Of(new Mailbox("news", new Domain("out.example.org"))),
                List.of(new Recipient(0, new Mailbox("somebody", new Domain(domain)), Set.of(), Optional.empty())),
                tenant,
                "november",
                "",
                Envelope.USUAL_PRIORITY,
                RECEIVED,
                RECEIVED,
                "",
                Optional.empty(),
                false,
                false,
                false,
                Durability.DURABLE,
                new Envelope.Source("smtp", "192.0.2.1", "client.example.org", "", "submission"),
                Map.of());
    }

    /** A body of lines of 64 octets. */
    public static byte[] body(int sizeBytes) {
        String line = "a line of sixty-two characters and its end, over and over again.".substring(0, 62) + "\r\n";
        return line.repeat(Math.max(1, sizeBytes / line.length())).getBytes(StandardCharsets.US_ASCII);
    }
}
