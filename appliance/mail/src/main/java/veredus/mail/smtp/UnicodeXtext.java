package veredus.mail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The forms utf-8-addr-xtext and utf-8-addr-unitext of RFC 6533 3: a code point is {@code \x{20AC}}. */
public final class UnicodeXtext {
    private static final int MAX_HEX_DIGITS = 6;

    /** {@code +} and two digits. */
    private static final int OCTET_CHARS = 3;

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

    /**
     * Decodes either form; refuses escapes of control characters and surrogates, and bare characters like them. Octets of
     * UTF-8 in the xtext of RFC 3461, {@code +CE+B4}, are no form of RFC 6533, but Postfix writes them.
     */
    public static Optional<String> decode(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (point == '+') {
                int end = endOfOctets(text, i);
                Optional<String> octets = octets(text, i, end);
                if (octets.isEmpty() || !octets.get().codePoints().allMatch(UnicodeXtext::isPrintable)) {
                    return Optional.empty();
                }
                out.append(octets.get());
                i = end;
                continue;
            }
            i += Character.charCount(point);
            if (point == '\\') {
                int close = text.indexOf('}', i);
                if (!text.startsWith("x{", i) || close < i + 4 || close > i + 2 + MAX_HEX_DIGITS) {
                    return Optional.empty();
                }
                point = hex(text, i + 2, close);
                i = close + 1;
            } else if (point == ' ' || point == '=') {
                return Optional.empty();
            }
            if (!isPrintable(point)) {
                return Optional.empty();
            }
            out.appendCodePoint(point);
        }
        return Optional.of(out.toString());
    }

    /** Where a run of {@code +HH} that begins at {@code start} ends. */
    private static int endOfOctets(String text, int start) {
        int end = start;
        while (end + OCTET_CHARS <= text.length() && text.charAt(end) == '+') {
            end += OCTET_CHARS;
        }
        return end;
    }

    private static Optional<String> octets(String text, int start, int end) {
        byte[] octets = new byte[(end - start) / OCTET_CHARS];
        for (int i = 0; i < octets.length; i++) {
            int at = start + i * OCTET_CHARS;
            int octet = hex(text, at + 1, at + OCTET_CHARS);
            if (octet < 0) {
                return Optional.empty();
            }
            octets[i] = (byte) octet;
        }
        try {
            // A decoder of its own refuses what is no UTF-8, where a String would replace it.
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            return decoded.isEmpty() ? Optional.empty() : Optional.of(decoded);
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isPrintable(int point) {
        return point >= ' ' && (point < 0x7F || point >= 0xA0) && isScalar(point);
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
