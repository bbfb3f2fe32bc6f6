package veredus.engine.listener;

import java.io.IOException;
import java.util.Optional;
import veredus.api.policy.ListenerPolicy;
import veredus.engine.reception.Incoming;
import veredus.engine.reception.Receipt;
import veredus.mail.smtp.EndOfData;
import veredus.mail.smtp.LineCheck;
import veredus.mail.smtp.Reply;
import veredus.mail.smtp.Violation;

/**
 * Carries one message from the connection to the reception, by DATA or in chunks. It is read to its end even when
 * nothing of it will be kept, by the same rules, so that no part of it can ever pass for a command. One thread.
 */
final class MessageTransfer implements AutoCloseable {
    private final Incoming incoming;
    private final int maxLine;
    private final long maxBytes;
    private final boolean normalizes;

    /** Looks at chunks, and at what the normalizer made. */
    private final LineCheck check;

    private final LineEndNormalizer chunkEnds = new LineEndNormalizer(false);
    private boolean smuggling;

    MessageTransfer(Incoming incoming, ListenerPolicy policy) {
        this.incoming = incoming;
        this.maxLine = policy.maxLineLength();
        this.maxBytes = policy.maxMessageSize().bytes();
        this.normalizes = policy.bareLineEnds() == ListenerPolicy.BareLineEnds.NORMALIZE;
        this.check = new LineCheck(maxLine, maxBytes);
    }

    /**
     * Takes a message up to its final dot.
     *
     * @param mayPipeline whether commands may follow it at once
     * @throws java.net.SocketTimeoutException when it comes too slowly
     * @throws java.io.EOFException when the client leaves before its end
     */
    Receipt data(Pace pace, boolean mayPipeline) throws IOException {
        boolean eightBit = normalizes ? normalized(pace) : strict(pace);
        if (!mayPipeline && pace.input().hasMore()) {
            incoming.refuse(Answers.OUT_OF_STEP.reply());
        }
        return incoming.finish(eightBit);
    }

    private boolean strict(Pace pace) throws IOException {
        SessionInput input = pace.input();
        var decoder = new EndOfData(maxLine, maxBytes);
        while (true) {
            var progress = decoder.feed(input.array(), input.start(), input.available(), incoming);
            if (decoder.violation().isPresent()) {
                refuse(decoder.violation().get(), decoder.isSmuggling());
            }
            switch (progress) {
                case EndOfData.Progress.Ended(int next) -> {
                    input.consumeTo(next);
                    return decoder.hasEightBit();
                }
                case EndOfData.Progress.NeedMore more -> {
                    input.consumeTo(input.start() + input.available());
                    pace.more();
                }
            }
        }
    }

    private boolean normalized(Pace pace) throws IOException {
        SessionInput input = pace.input();
        var normalizer = new LineEndNormalizer(true);
        while (true) {
            int next = normalizer.feed(input.array(), input.start(), input.available(), this::checked);
            if (next >= 0) {
                input.consumeTo(next);
                return check.hasEightBit();
            }
            input.consumeTo(input.start() + input.available());
            pace.more();
        }
    }

    /** Takes a chunk of this many octets (RFC 3030 2); throws as {@link #data}. */
    void chunk(Pace pace, long sizeBytes) throws IOException {
        SessionInput input = pace.input();
        long left = sizeBytes;
        while (left > 0) {
            if (input.available() == 0) {
                pace.more();
            }
            int part = (int) Math.min(left, input.available());
            if (normalizes) {
                chunkEnds.feed(input.array(), input.start(), part, this::checked);
            } else {
                checked(input.array(), input.start(), part);
            }
            input.consumeTo(input.start() + part);
            left -= part;
        }
    }

    /** Ends a message that came in chunks. */
    Receipt finish() {
        chunkEnds.finish(this::checked);
        check.finish();
        check.violation().ifPresent(violation -> refuse(violation, check.isSmuggling()));
        return incoming.finish(check.hasEightBit());
    }

    private void checked(byte[] bytes, int offset, int length) {
        check.feed(bytes, offset, length);
        Optional<Violation> violation = check.violation();
        if (violation.isPresent()) {
            refuse(violation.get(), check.isSmuggling());
        } else {
            incoming.write(bytes, offset, length);
        }
    }

    private void refuse(Violation violation, boolean isSmuggling) {
        smuggling = isSmuggling;
        incoming.refuse(violation.reply());
    }

    /** Why the message will be refused, as far as is known. */
    boolean isRefused() {
        return incoming.isRefused();
    }

    /** Whether something was in it that a second message could be hidden with; the session ends then. */
    boolean isSmuggling() {
        return smuggling;
    }

    /** Passes over octets that belong to no message. */
    static void swallow(Pace pace, long sizeBytes) throws IOException {
        SessionInput input = pace.input();
        long left = sizeBytes;
        while (left > 0) {
            if (input.available() == 0) {
                pace.more();
            }
            int part = (int) Math.min(left, input.available());
            input.consumeTo(input.start() + part);
            left -= part;
        }
    }

    /** What the client hears when the message is refused. */
    Answer refusal(Reply reply) {
        if (smuggling) {
            return Answers.SMUGGLING;
        }
        return reply.equals(Answers.OUT_OF_STEP.reply()) ? Answers.OUT_OF_STEP : Answer.of(reply);
    }

    @Override
    public void close() {
        incoming.close();
    }
}
