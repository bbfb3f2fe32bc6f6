package veredus.engine.spool;

import java.io.ByteArrayOutputStream;

/** Stands in for the real one until that has landed. */
public final class BodyWriter implements AutoCloseable {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

    public void write(byte[] from, int offset, int length) throws SpoolException {
        bytes.write(from, offset, length);
    }

    public long sizeBytes() {
        return bytes.size();
    }

    @Override
    public void close() {}
}
