package veredus.api.accounting;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/** A growing run of UTF-8 bytes, cleared and used again for the next records. For one thread. */
public final class LineBuffer {
    private static final int FIRST_SIZE = 4096;
    /** A buffer that has grown beyond this is given up when it is cleared. */
    private static final int LARGEST_KEPT = 1 << 20;

    private static final long SECONDS_PER_DAY = 86_400;
    private static final char REPLACEMENT = '\uFFFD';

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    public void clear() {
        length = 0;
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[FIRST_SIZE];
        }
    }

    /** How many of {@link #bytes} count. */
    public int length() {
        return length;
    }

    /** The array itself, valid until the next change. */
    public byte[] bytes() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    void append(byte[] ascii) {
        need(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
    }

    void append(char ascii) {
        need(1);
        bytes[length++] = (byte) ascii;
    }

    /** Appends without looking whether there is room: the caller has made it with {@link #need}. */
    void put(char ascii) {
        bytes[length++] = (byte) ascii;
    }

    /** As UTF-8; a lone surrogate becomes U+FFFD. */
    void append(String text) {
        need(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                i += wide(text, i);
            }
        }
    }

    /** Appends a text that needs no quotes in CSV; one that does is not appended, and the answer is false. */
    boolean appendPlain(String text) {
        int start = length;
        need(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c < ' ') {
                length = start;
                return false;
            }
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                i += wide(text, i);
            }
        }
        return true;
    }

    /** Makes room for {@code more} bytes. */
    void need(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }

    /**
     * Appends the character at {@code index}, which is above 127; the caller has made room for three bytes for each
     * char.
     *
     * @return how many further chars it took
     */
    int wide(String text, int index) {
        char c = text.charAt(index);
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | (c >> 6));
            bytes[length++] = (byte) (0x80 | (c & 0x3F));
            return 0;
        }
        if (Character.isHighSurrogate(c)
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1))) {
            int point = Character.toCodePoint(c, text.charAt(index + 1));
            bytes[length++] = (byte) (0xF0 | (point >> 18));
            bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            bytes[length++] = (byte) (0x80 | (point & 0x3F));
            return 1;
        }
        char shown = Character.isSurrogate(c) ? REPLACEMENT : c;
        bytes[length++] = (byte) (0xE0 | (shown >> 12));
        bytes[length++] = (byte) (0x80 | ((shown >> 6) & 0x3F));
        bytes[length++] = (byte) (0x80 | (shown & 0x3F));
        return 0;
    }

    void append(long number) {
        need(20);
        if (number < 0) {
            append(Long.toString(number));
            return;
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** {@code YYYY-MM-DD HH:MM:SS} with {@code between} between the date and the time, in UTC. */
    void appendTime(Instant time, char between) {
        long day = Math.floorDiv(time.getEpochSecond(), SECONDS_PER_DAY);
        int second = (int) Math.floorMod(time.getEpochSecond(), SECONDS_PER_DAY);
        LocalDate date = LocalDate.ofEpochDay(day);
        append((long) date.getYear());
        append('-');
        padded(date.getMonthValue(), 2);
        append('-');
        padded(date.getDayOfMonth(), 2);
        append(between);
        padded(second / 3600, 2);
        append(':');
        padded(second / 60 % 60, 2);
        append(':');
        padded(second % 60, 2);
    }

    /** {@code 2026-11-24T10:11:12.345Z}. */
    void appendIso(Instant time) {
        appendTime(time, 'T');
        append('.');
        padded((int) Math.floorMod(time.toEpochMilli(), 1000L), 3);
        append('Z');
    }

    private void padded(int number, int digits) {
        need(digits);
        int rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }
}
