package veredus.engine.spool;

/**
 * Takes the bytes of one message while they arrive. Up to the policy's inline size they stay in memory; beyond it they
 * go to the log in pieces, so that a message of any size takes little memory. Used by one thread.
 */
public final class BodyWriter implements AutoCloseable {

    /**
     * Adds bytes: header first, lines ended by CRLF, dots not stuffed.
     *
     * @throws SpoolException when the log cannot take them
     */
    public void write(byte[] from, int offset, int length) throws SpoolException {
        throw new UnsupportedOperationException();
    }

    public long sizeBytes() {
        throw new UnsupportedOperationException();
    }

    /** Gives everything up, unless the message has been stored. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
