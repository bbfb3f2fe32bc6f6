package veredus.engine.accounting;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text in the making and its UTF-8, in buffers that are used again and again. Used by one thread. */
final class Lines {
    private static final int FIRST_SIZE = 64 * 1024;

    /** Above this a buffer is not kept for the next batch. */
    private static final int KEPT_SIZE = 8 * 1024 * 1024;

    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private StringBuilder text = new StringBuilder(FIRST_SIZE);
    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_SIZE);

    /** The text, emptied, to be written to. */
    StringBuilder fresh() {
        if (text.capacity() > KEPT_SIZE) {
            text = new StringBuilder(FIRST_SIZE);
        }
        text.setLength(0);
        return text;
    }

    /** The text in UTF-8, ready to be read; good until the next call. */
    ByteBuffer encoded() {
        int bound = Math.multiplyExact(text.length(), 3);
        if (bytes.capacity() < bound || bytes.capacity() > Math.max(bound, KEPT_SIZE)) {
            bytes = ByteBuffer.allocate(Math.max(bound, FIRST_SIZE));
        }
        bytes.clear();
        encoder.reset();
        CoderResult result = encoder.encode(CharBuffer.wrap(text), bytes, true);
        if (result.isOverflow() || encoder.flush(bytes).isOverflow()) {
            throw new IllegalStateException(text.length() + " characters need more than " + bound + " bytes");
        }
        return bytes.flip();
    }
}
