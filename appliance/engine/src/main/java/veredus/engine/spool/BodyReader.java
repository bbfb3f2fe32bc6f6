package veredus.engine.spool;

import org.jspecify.annotations.Nullable;

/** Reads the bytes of one message, from memory or the log, in pieces. Used by one thread. */
public final class BodyReader {

    /**
     * The next piece, at most 256 KiB, which the reader may use again for the one after it; null at the end.
     *
     * @throws SpoolException when the log cannot be read or its checksum is wrong
     */
    public byte @Nullable [] next() throws SpoolException {
        return null;
    }
}
