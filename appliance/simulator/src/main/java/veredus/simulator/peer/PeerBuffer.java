package veredus.simulator.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The bytes that have come from a peer and were not used yet. Used by one thread. */
final class PeerBuffer {
    /** Also the longest line; RFC 5321 4.5.3.1 asks for 1,000. */
    static final int SIZE = 16 * 1024;

    private final InputStream in;
    private final byte[] bytes = new byte[SIZE];
    private int from;
    private int to;

    PeerBuffer(InputStream in) {
        this.in = in;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean isFull() {
        return to - from == SIZE;
    }

    boolean hasLine() {
        return Newline.find(bytes, from, to) >= 0;
    }

    /** Where the last whole line among the next {@code count} bytes ends; the present place when there is none. */
    int lastLineEnd(int count) {
        for (int at = from + count; at > from; at--) {
            if (bytes[at - 1] == '\n') {
                return at;
            }
        }
        return from;
    }

    void consumeTo(int position) {
        from = position;
    }

    /** Reads once more; false at the end of the stream. The buffer must not be full. */
    boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        } else if (to == SIZE) {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            to -= from;
            from = 0;
        }
        int read = in.read(bytes, to, SIZE - to);
        if (read > 0) {
            to += read;
        }
        return read > 0;
    }

    /**
     * The next line without its end; empty at the end of the stream.
     *
     * @throws IOException when a line is longer than the buffer
     */
    Optional<String> line() throws IOException {
        int searched = from;
        while (true) {
            int lineFeed = Newline.find(bytes, searched, to);
            if (lineFeed >= 0) {
                int end = lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
                String line = new String(bytes, from, end - from, StandardCharsets.UTF_8);
                from = lineFeed + 1;
                return Optional.of(line);
            }
            if (isFull()) {
                throw new IOException("the peer's line is longer than " + SIZE + " bytes");
            }
            int kept = to - from;
            if (!fill()) {
                return Optional.empty();
            }
            searched = from + kept;
        }
    }
}
