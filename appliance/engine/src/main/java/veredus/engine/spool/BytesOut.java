package veredus.engine.spool;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes the metadata of records. Numbers are unsigned LEB128 ({@code varint}) or fixed and big-endian; text is a
 * varint length and UTF-8. Used by one thread.
 */
final class BytesOut {
    private byte[] bytes;
    private int length;

    BytesOut(int expected) {
        bytes = new byte[expected];
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    BytesOut u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    BytesOut u32(int value) {
        return u8(value >>> 24).u8(value >>> 16).u8(value >>> 8).u8(value);
    }

    BytesOut u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    BytesOut varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    BytesOut text(String text) {
        int size = text.length();
        room(size + 5);
        int start = length;
        varint(size);
        room(size);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = start;
                byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
                return varint(encoded.length).raw(encoded);
            }
            bytes[length++] = (byte) c;
        }
        return this;
    }

    BytesOut raw(byte[] from) {
        room(from.length);
        System.arraycopy(from, 0, bytes, length, from.length);
        length += from.length;
        return this;
    }

    /** Seconds since 1970, zigzag, and nanoseconds. */
    BytesOut instant(Instant instant) {
        long seconds = instant.getEpochSecond();
        return varint((seconds << 1) ^ (seconds >> 63)).varint(instant.getNano());
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
