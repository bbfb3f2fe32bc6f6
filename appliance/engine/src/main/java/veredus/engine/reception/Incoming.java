package veredus.engine.reception;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private List<Part> parts = List.of();
    private boolean endsWithLine = true;

    /** What becomes one message: a share of the recipients, and its bytes. */
    private record Part(MessageId id, Share share, BodyWriter writer) {}

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
        Steering granted = steering;
        if (refusal.isEmpty() && granted != null && !parts.isEmpty()) {
            return reception.store(
                    parts.stream()
                            .map(part -> envelope(part, granted, eightBit))
                            .toList(),
                    parts.stream().map(Part::writer).toList());
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
                List<Share> shares = Share.of(submission, granted, headers);
                if (shares.size() > Share.MOST) {
                    refuse(Refusal.TOO_MANY_SHARES);
                } else {
                    begin(shares, headers);
                }
            }
        }
    }

    /** Begins a message for each share, with our trace fields and what is left of the header. */
    private void begin(List<Share> shares, Headers headers) {
        var begun = new ArrayList<Part>(shares.size());
        for (Share share : shares) {
            MessageId own = begun.isEmpty() ? id : reception.newId();
            begun.add(new Part(own, share, reception.newBody(own)));
        }
        parts = begun;
        for (Part part : begun) {
            byte[] trace = TraceFields.of(submission, part.id(), reception.host(), now, headers);
            store(part, trace, 0, trace.length);
        }
        byte[] fields = headers.without(submission.roster().removedFields());
        store(fields, 0, fields.length);
        store(CRLF, 0, CRLF.length);
        store(header.array(), headers.bodyOffset(), header.length() - headers.bodyOffset());
        header.release();
    }

    private void store(byte[] from, int offset, int length) {
        for (Part part : parts) {
            store(part, from, offset, length);
        }
    }

    private void store(Part part, byte[] from, int offset, int length) {
        if (refusal.isPresent() || length == 0) {
            return;
        }
        try {
            part.writer().write(from, offset, length);
        } catch (SpoolException failed) {
            refuse(Reception.replyTo(failed, part.id()));
        }
    }

    private Envelope envelope(Part part, Steering granted, boolean eightBit) {
        Placement placement = part.share().placement();
        Client client = submission.client();
        var parameters = submission.parameters();
        Optional<Tenant> tenant = submission.roster().tenant(granted.tenant());
        return new Envelope(
                part.id(),
                submission.sender(),
                part.share().recipients(),
                granted.tenant(),
                placement.campaign(),
                placement.pool(),
                placement.route(),
                placement.priority(),
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
        List<Part> open = parts;
        parts = List.of();
        open.forEach(part -> part.writer().close());
    }

    /** Gives up what was not stored. */
    @Override
    public void close() {
        discard();
    }
}
