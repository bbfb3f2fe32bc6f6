package veredus.engine.reception;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.Tenant;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.MessageId;
import veredus.engine.spool.BodyWriter;
import veredus.engine.spool.SpoolException;
import veredus.mail.message.HeaderScanner;
import veredus.mail.message.Headers;
import veredus.mail.smtp.Reply;
import veredus.mail.smtp.Sink;

/**
 * One message while it comes in. The header is kept until it is whole and decided on; everything after it goes straight
 * to the spool. Once something is wrong the rest is thrown away, and {@link #finish} says what.
 *
 * <p>One thread. Whoever has begun it closes it.
 */
public final class Incoming implements Sink<RuntimeException>, AutoCloseable {
    private static final byte[] CRLF = {'\r', '\n'};

    private final Reception reception;
    private final Submission submission;
    private final MessageId id;
    private final Instant now;
    private final HeaderBytes header;

    private Optional<Reply> refusal = Optional.empty();
    private @Nullable Steering steering;
    private @Nullable BodyWriter writer;
    private boolean endsWithLine = true;

    Incoming(Reception reception, Submission submission, MessageId id, Instant now) {
        this.reception = reception;
        this.submission = submission;
        this.id = id;
        this.now = now;
        this.header = new HeaderBytes(
                Math.toIntExact(submission.client().listener().headerLimit().bytes()), reception.memory());
    }

    /** Takes the next bytes of the message: lines ended by CRLF, dots not stuffed. */
    @Override
    public void write(byte[] from, int offset, int length) {
        if (length == 0 || refusal.isPresent()) {
            return;
        }
        endsWithLine = from[offset + length - 1] == '\n';
        int done = 0;
        if (steering == null) {
            done = header.take(from, offset, length);
            if (header.isStarved()) {
                refuse(Refusal.NO_MEMORY);
                return;
            }
            if (!header.isWhole()) {
                return;
            }
            decide();
        }
        if (done < length) {
            store(from, offset + done, length - done);
        }
    }

    /** Whether the message is refused already, so that there is no sense in reading it but to find its end. */
    public boolean isRefused() {
        return refusal.isPresent();
    }

    /** Throws away what was kept and what is to come. */
    public void refuse(Reply why) {
        if (refusal.isEmpty()) {
            refusal = Optional.of(why);
        }
        discard();
    }

    /**
     * Ends the message: asks the hooks, stores it, waits until it is durable, passes it on.
     *
     * @param eightBit whether an octet above 127 was among its bytes
     */
    public Receipt finish(boolean eightBit) {
        if (refusal.isEmpty() && steering == null) {
            decide();
        }
        if (refusal.isEmpty() && !endsWithLine) {
            store(CRLF, 0, CRLF.length);
        }
        if (refusal.isEmpty() && steering != null && writer != null) {
            return reception.store(submission, envelope(steering, eightBit), writer);
        }
        return new Receipt.Refused(refusal.orElse(Refusal.NOT_STORED));
    }

    private void decide() {
        ListenerPolicy limits = submission.client().listener();
        var bounds = new HeaderScanner.Limits(
                limits.maxHeaders(), Math.toIntExact(limits.headerLimit().bytes()));
        switch (HeaderScanner.scan(header.array(), 0, header.length(), bounds)) {
            case HeaderScanner.Result.TooLarge tooLarge -> refuse(Refusal.HEADER_TOO_LARGE);
            case HeaderScanner.Result.TooManyFields tooMany -> refuse(Refusal.TOO_MANY_FIELDS);
            case HeaderScanner.Result.Scanned(Headers headers) -> {
                if (headers.receivedCount() > limits.maxHops()) {
                    refuse(Refusal.TOO_MANY_HOPS);
                } else {
                    decide(headers);
                }
            }
        }
    }

    private void decide(Headers headers) {
        switch (Steering.decide(submission, headers)) {
            case Steering.Decision.Refused(Reply reply) -> refuse(reply);
            case Steering.Decision.Granted(Steering granted) -> {
                steering = granted;
                writer = reception.newBody(id);
                byte[] trace = TraceFields.of(submission, id, reception.host(), now, headers);
                store(trace, 0, trace.length);
                byte[] fields = headers.without(submission.roster().removedFields());
                store(fields, 0, fields.length);
                store(CRLF, 0, CRLF.length);
                store(header.array(), headers.bodyOffset(), header.length() - headers.bodyOffset());
                header.release();
            }
        }
    }

    private void store(byte[] from, int offset, int length) {
        if (writer == null || length == 0) {
            return;
        }
        try {
            writer.write(from, offset, length);
        } catch (SpoolException failed) {
            refuse(Reception.replyTo(failed, id));
        }
    }

    private Envelope envelope(Steering granted, boolean eightBit) {
        Client client = submission.client();
        var parameters = submission.parameters();
        Optional<Tenant> tenant = submission.roster().tenant(granted.tenant());
        return new Envelope(
                id,
                submission.sender(),
                submission.recipients(),
                granted.tenant(),
                granted.campaign(),
                granted.pool(),
                granted.priority(),
                now,
                granted.notBefore().filter(time -> time.isAfter(now)).orElse(now),
                granted.envelopeId(),
                submission.returnFull(),
                eightBit,
                parameters.smtpUtf8(),
                parameters.requireTls(),
                tenant.flatMap(Tenant::durability).orElse(client.listener().durability()),
                client.source(),
                granted.captured());
    }

    private void discard() {
        header.release();
        BodyWriter open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }

    /** Gives up what was not stored. */
    @Override
    public void close() {
        discard();
    }
}
