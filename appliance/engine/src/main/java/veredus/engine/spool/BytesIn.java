package veredus.engine.spool;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Reads what {@link BytesOut} wrote, within bounds. Metadata has passed its checksum before, so what does not fit is a
 * format that this version does not know. Used by one thread.
 */
final class BytesIn {
    private final byte[] bytes;
    private final int end;
    private int at;

    BytesIn(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    int at() {
        return at;
    }

    int left() {
        return end - at;
    }

    int u8() throws SpoolException {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int u32() throws SpoolException {
        need(4);
        return (u8() << 24) | (u8() << 16) | (u8() << 8) | u8();
    }

    long u64() throws SpoolException {
        return ((long) u32() << 32) | (u32() & 0xFFFFFFFFL);
    }

    long varint() throws SpoolException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw malformed();
    }

    /** A varint that counts things of at least one byte each, so it cannot exceed what is left. */
    int count() throws SpoolException {
        long value = varint();
        if (value < 0 || value > left()) {
            throw malformed();
        }
        return (int) value;
    }

    int number() throws SpoolException {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw malformed();
        }
        return (int) value;
    }

    String text() throws SpoolException {
        int size = count();
        var text = new String(bytes, at, size, StandardCharsets.UTF_8);
        at += size;
        return text;
    }

    Instant instant() throws SpoolException {
        long zigzag = varint();
        return Instant.ofEpochSecond((zigzag >>> 1) ^ -(zigzag & 1), number());
    }

    /** Passes over a text. */
    void skipText() throws SpoolException {
        int size = count();
        at += size;
    }

    /** An {@link #instant} in whole milliseconds, rounded up. */
    long millis() throws SpoolException {
        long zigzag = varint();
        return ((zigzag >>> 1) ^ -(zigzag & 1)) * 1000 + Math.ceilDiv(number(), 1_000_000);
    }

    byte[] array() {
        return bytes;
    }

    private void need(int count) throws SpoolException {
        if (left() < count) {
            throw malformed();
        }
    }

    static SpoolException malformed() {
        return new SpoolException(
                SpoolException.Reason.CORRUPT,
                "a record has passed its checksum and cannot be read: it was written by a newer version; run that one");
    }
}
