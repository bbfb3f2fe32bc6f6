package veredus.engine.listener;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.User;
import veredus.engine.reception.Client;

/** What has happened in a session, for its limits and for the one line in the log when it is over. One thread. */
final class SessionStory {
    private static final Logger LOG = LoggerFactory.getLogger(InboundSession.class);

    private final ListenerCounters counters;
    private final long beganNanos;

    private int messages;
    private long recipients;
    private long bytes;
    private int refusals;
    private String lastRefusal = "";

    /** Since the last accepted message. */
    private int junk;

    private int errors;
    private int authFailures;
    private int bareLineEnds;

    SessionStory(ListenerCounters counters, long beganNanos) {
        this.counters = counters;
        this.beganNanos = beganNanos;
    }

    long beganNanos() {
        return beganNanos;
    }

    void accepted(int toRecipients, long sizeBytes) {
        messages++;
        recipients += toRecipients;
        bytes += sizeBytes;
        junk = 0;
        errors = 0;
        counters.messages.increment();
        counters.recipients.add(toRecipients);
        counters.bytes.add(sizeBytes);
    }

    void refused(Answer answer) {
        refusals++;
        lastRefusal = answer.reply().toString();
        counters.rejected(answer.code());
    }

    int messages() {
        return messages;
    }

    int junkCommand() {
        return ++junk;
    }

    int error() {
        return ++errors;
    }

    int bareLineEnd() {
        return ++bareLineEnds;
    }

    void authFailed() {
        authFailures++;
        counters.authFailures.increment();
    }

    int authFailures() {
        return authFailures;
    }

    /** Writes the line. */
    void tell(Client client, String end, long nowNanos) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        LOG.info(
                "session listener={} client={} name={} user={} tls={} messages={} recipients={} bytes={} refusals={}"
                        + " last=\"{}\" ms={} end=\"{}\"",
                client.listener().name(),
                client.address().getHostAddress(),
                client.name(),
                client.user().map(User::name).orElse("-"),
                client.tls().map(facts -> facts.protocol()).orElse("-"),
                messages,
                recipients,
                bytes,
                refusals,
                lastRefusal,
                Duration.ofNanos(nowNanos - beganNanos).toMillis(),
                end);
    }
}
