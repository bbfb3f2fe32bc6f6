package veredus.mail.smtp;

import java.util.Locale;
import java.util.Optional;

/** The forms utf-8-addr-xtext and utf-8-addr-unitext of RFC 6533 3: a code point is {@code \x{20AC}}. */
public final class UnicodeXtext {
    private static final int MAX_HEX_DIGITS = 6;

    private UnicodeXtext() {}

    /** The ASCII form. */
    public static String encode(String text) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (point > ' ' && point < 0x7F && point != '+' && point != '=' && point != '\\') {
                out.append((char) point);
            } else {
                out.append("\\x{")
                        .append(Integer.toHexString(point).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return out.toString();
    }

    /** Decodes either form; refuses escapes of control characters and surrogates, and bare characters like them. */
    public static Optional<String> decode(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point == '\\') {
                int close = text.indexOf('}', i);
                if (!text.startsWith("x{", i) || close < i + 4 || close > i + 2 + MAX_HEX_DIGITS) {
                    return Optional.empty();
                }
                point = hex(text, i + 2, close);
                i = close + 1;
            } else if (point == ' ' || point == '+' || point == '=') {
                return Optional.empty();
            }
            if (point < ' ' || (point >= 0x7F && point < 0xA0) || !isScalar(point)) {
                return Optional.empty();
            }
            out.appendCodePoint(point);
        }
        return Optional.of(out.toString());
    }

    private static int hex(String text, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private static boolean isScalar(int point) {
        return Character.isValidCodePoint(point)
                && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                && point != 0x2028
                && point != 0x2029;
    }
}
