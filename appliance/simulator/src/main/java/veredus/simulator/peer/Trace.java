package veredus.simulator.peer;

import java.nio.charset.StandardCharsets;

/**
 * The field that a trial message carries through an MTA, {@code X-Trial: NUMBER MICROS}: which message it is and when
 * the source began to send it (microseconds since 1970).
 */
public record Trace(long number, long sentMicros) {
    static final String FIELD = "X-Trial:";
    private static final byte[] PREFIX = FIELD.getBytes(StandardCharsets.US_ASCII);

    /** The header line, with its line end. */
    String line() {
        return FIELD + " " + number + " " + sentMicros + "\r\n";
    }

    /** Whether a line at {@code from} is this field; the case matters, as MTAs pass field names on as they are. */
    static boolean isAt(byte[] buffer, int from, int to) {
        if (to - from <= PREFIX.length) {
            return false;
        }
        for (int i = 0; i < PREFIX.length; i++) {
            if (buffer[from + i] != PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads the two numbers of the line from {@code from} to {@code to}; what is missing is zero. */
    static Trace parse(byte[] buffer, int from, int to) {
        long[] numbers = new long[2];
        int which = -1;
        boolean inNumber = false;
        for (int i = from + PREFIX.length; i < to; i++) {
            int digit = buffer[i] - '0';
            boolean isDigit = digit >= 0 && digit <= 9;
            if (isDigit && !inNumber) {
                which++;
            }
            if (isDigit && which < numbers.length) {
                numbers[which] = numbers[which] * 10 + digit;
            }
            inNumber = isDigit;
        }
        return new Trace(numbers[0], numbers[1]);
    }
}
