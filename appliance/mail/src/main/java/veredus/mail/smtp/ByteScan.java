package veredus.mail.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes eight at a time (SIMD within a register). The words are read little-endian, so the lowest marked byte of
 * a word is the first in the array; carries of the subtraction can only mark bytes above a true hit.
 */
final class ByteScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LIMIT = ONES * 0x0E;
    private static final long LINE_FEEDS = ONES * '\n';

    private ByteScan() {}

    /**
     * The index of the first byte below 0x0E, or also of the first one from 0x80 on; {@code end} if there is none.
     * CR, LF and NUL are below 0x0E; so is TAB, which the caller passes over.
     */
    static int control(byte[] in, int start, int end, boolean alsoHigh) {
        long high = alsoHigh ? -1L : 0;
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(in, i);
            long marks = (((word - LIMIT) & ~word) | (word & high)) & HIGHS;
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        for (; i < end; i++) {
            byte b = in[i];
            if (b < 0x0E && (b >= 0 || alsoHigh)) {
                return i;
            }
        }
        return end;
    }

    /** The index of the first LF, or {@code end}. */
    static int lineFeed(byte[] in, int start, int end) {
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(in, i) ^ LINE_FEEDS;
            long marks = (word - ONES) & ~word & HIGHS;
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        while (i < end && in[i] != '\n') {
            i++;
        }
        return i;
    }
}
