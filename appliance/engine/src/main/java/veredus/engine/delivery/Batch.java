package veredus.engine.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes gathered for one write. It lives from the first command to the write, so that a session that waits for a
 * reply holds no output.
 */
final class Batch {
    private byte[] bytes;
    private int length;

    Batch(int expectedBytes) {
        this.bytes = new byte[expectedBytes];
    }

    Batch add(String text) {
        int size = text.length();
        reserve(size);
        int before = length;
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c > 127) {
                length = before;
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                return add(utf8, 0, utf8.length);
            }
            bytes[length++] = (byte) c;
        }
        return this;
    }

    Batch add(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    Batch add(long number) {
        return add(Long.toString(number));
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    String text(int from) {
        return new String(bytes, from, length - from, StandardCharsets.UTF_8);
    }
}
