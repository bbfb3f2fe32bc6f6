package veredus.engine.envelope;

import java.time.Instant;
import java.util.Optional;

/**
 * The identity of a message in this engine for ever: 48 bits of milliseconds since 1970 and 15 bits that tell apart what
 * came in the same millisecond, so ids grow with time. Shown as 13 characters of Crockford's base 32.
 */
public record MessageId(long value) implements Comparable<MessageId> {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 13;
    private static final int BITS_PER_DIGIT = 5;

    public MessageId {
        if (value < 0) {
            throw new IllegalArgumentException("a message id is not negative: " + value);
        }
    }

    /** Reads the shown form, in either case. */
    public static Optional<MessageId> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = DIGITS.indexOf(Character.toUpperCase(text.charAt(i)));
            if (digit < 0 || (i == 0 && digit > 7)) {
                return Optional.empty();
            }
            value = value << BITS_PER_DIGIT | digit;
        }
        return Optional.of(new MessageId(value));
    }

    /** When it was given, to the millisecond. */
    public Instant given() {
        return Instant.ofEpochMilli(value >>> 15);
    }

    @Override
    public int compareTo(MessageId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        char[] shown = new char[LENGTH];
        long rest = value;
        for (int i = LENGTH - 1; i >= 0; i--) {
            shown[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= BITS_PER_DIGIT;
        }
        return new String(shown);
    }
}
