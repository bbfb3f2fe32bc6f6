package veredus.engine.spool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of one message, from memory or the log, in pieces. Used by one thread. */
public final class BodyReader {
    private static final int PIECE = 256 << 10;

    private final Source source;
    private byte @Nullable [] held;
    private int at;
    private int chunk;

    /** Gives the bodies of records, one after the other. */
    interface Source {
        /** The {@code number}-th piece; null when there are no more. */
        byte @Nullable [] piece(int number) throws SpoolException;
    }

    BodyReader(Source source) {
        this.source = source;
    }

    /**
     * The next piece, at most 256 KiB, which the reader may use again for the one after it; null at the end.
     *
     * @throws SpoolException when the log cannot be read or its checksum is wrong
     */
    public byte @Nullable [] next() throws SpoolException {
        byte[] now = held;
        if (now == null || at >= now.length) {
            now = source.piece(chunk++);
            held = now;
            at = 0;
            if (now == null || now.length == 0) {
                return null;
            }
        }
        int from = at;
        at = Math.min(now.length, from + PIECE);
        return from == 0 && at == now.length ? now : Arrays.copyOfRange(now, from, at);
    }
}
