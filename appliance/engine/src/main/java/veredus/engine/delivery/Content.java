package veredus.engine.delivery;

import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.Message;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Outcome.Reason;
import veredus.engine.spool.SpoolException;
import veredus.mail.message.EightBit;
import veredus.mail.smtp.DotStuffing;

/** The bytes of a message as they go to one peer: as they are, or converted to seven bits. */
final class Content {

    /** A message is converted in memory; a larger one is not. */
    static final int CONVERTED_MAX = 64 * 1024 * 1024;

    private final Message message;
    private final byte @Nullable [] bytes;
    private final long sizeBytes;
    private final boolean needsStuffing;

    private Content(Message message, byte @Nullable [] bytes, long sizeBytes, boolean needsStuffing) {
        this.message = message;
        this.bytes = bytes;
        this.sizeBytes = sizeBytes;
        this.needsStuffing = needsStuffing;
    }

    /** Content, or why there is none. */
    sealed interface Made {
        record Ready(Content content) implements Made {}

        record Unfit(Outcome.NotTried outcome) implements Made {}
    }

    static Content asItIs(Message message) {
        Body body = message.body();
        return new Content(message, body.inMemory(), body.sizeBytes(), body.needsStuffing());
    }

    static Made inSevenBits(Message message, Bodies bodies) {
        Content original = asItIs(message);
        if (original.sizeBytes > CONVERTED_MAX) {
            return unfit("5.6.3 the peer takes no 8-bit mail, and the message is too large to be converted");
        }
        try {
            byte[] bytes = original.bytes != null ? original.bytes : original.read(bodies);
            return switch (EightBit.toSevenBit(bytes)) {
                case EightBit.Conversion.Unchanged unchanged -> new Made.Ready(original);
                case EightBit.Conversion.Converted converted -> new Made.Ready(converted(message, converted.message()));
                case EightBit.Conversion.Impossible(String why) ->
                    unfit("5.6.3 the peer takes no 8-bit mail, and it cannot be converted: " + why);
            };
        } catch (SpoolException unreadable) {
            return new Made.Unfit(new Outcome.NotTried(Reason.SPOOL, "" + unreadable.getMessage()));
        }
    }

    Message message() {
        return message;
    }

    /** All of them, where they are in memory; nobody changes them. */
    byte @Nullable [] bytes() {
        return bytes;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Whether a line begins with a dot. */
    boolean needsStuffing() {
        return needsStuffing;
    }

    private static Content converted(Message message, byte[] bytes) {
        return new Content(message, bytes, bytes.length, DotStuffing.needsStuffing(bytes, 0, bytes.length));
    }

    private static Made unfit(String why) {
        return new Made.Unfit(new Outcome.NotTried(Reason.UNSUITABLE, why));
    }

    private byte[] read(Bodies bodies) throws SpoolException {
        var all = new Batch(Math.toIntExact(sizeBytes));
        Bodies.Pieces pieces = bodies.open(message);
        for (byte[] piece = pieces.next(); piece != null; piece = pieces.next()) {
            all.add(piece, 0, piece.length);
        }
        return all.length() == all.array().length ? all.array() : java.util.Arrays.copyOf(all.array(), all.length());
    }
}
