package veredus.mail.smtp;

import java.util.OptionalLong;

/** Decimal numbers as protocols write them: digits of ASCII and nothing else. */
final class Digits {
    /** The most digits any of our grammars allows (RFC 1870 5: 20). */
    private static final int MAX_DIGITS = 20;

    private Digits() {}

    /** The number, at most {@link Long#MAX_VALUE}; empty when it is none. */
    static OptionalLong parse(String text, int start, int end) {
        if (start >= end || end - start > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return OptionalLong.of(value);
    }
}
