package veredus.engine.reception;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import veredus.api.policy.HeaderPolicy;
import veredus.engine.envelope.MessageId;
import veredus.mail.address.Domain;
import veredus.mail.message.DateFormat;
import veredus.mail.message.Headers;
import veredus.mail.message.MessageIds;
import veredus.mail.message.Received;

/** The header fields that we add on top of a message. Pure. */
final class TraceFields {
    private TraceFields() {}

    static byte[] of(Submission submission, MessageId id, Domain host, Instant now, Headers headers) {
        HeaderPolicy policy = submission.roster().policy().headers();
        var out = new StringBuilder(384);
        if (policy.addReceived()) {
            out.append(policy.hideClient() ? hidden(submission, id, host, now) : open(submission, id, host, now));
        }
        if (policy.addMessageId() && headers.lacksMessageId()) {
            out.append("Message-ID: ")
                    .append(MessageIds.of(now, id.value(), host))
                    .append("\r\n");
        }
        if (policy.addDate() && headers.lacksDate()) {
            out.append("Date: ").append(DateFormat.rfc5322(now)).append("\r\n");
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String open(Submission submission, MessageId id, Domain host, Instant now) {
        Client client = submission.client();
        return new Received(
                        client.name(),
                        Optional.empty(),
                        client.address().getHostAddress(),
                        host,
                        protocol(submission),
                        id.toString(),
                        Optional.empty(),
                        client.tls().map(facts -> facts.protocol() + " " + facts.cipherSuite()),
                        now)
                .toString();
    }

    /** Without the from clause that RFC 5321 4.4 asks for: who the client is concerns nobody outside. */
    private static String hidden(Submission submission, MessageId id, Domain host, Instant now) {
        return "Received: by " + host + " with " + protocol(submission) + " id " + id + ";\r\n\t"
                + DateFormat.rfc5322(now) + "\r\n";
    }

    private static Received.Protocol protocol(Submission submission) {
        Client client = submission.client();
        return Received.Protocol.of(
                client.extended(),
                client.tls().isPresent(),
                client.user().isPresent(),
                submission.parameters().smtpUtf8());
    }
}
