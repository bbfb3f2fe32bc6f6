package veredus.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The encoding of RFC 3461 4: {@code +} and two upper-case hexadecimal digits for what may not stand for itself. */
public final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    /** Encodes text, octets beyond ASCII in UTF-8. */
    public static String encode(String text) {
        var out = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7F && b != '+' && b != '=') {
                out.append((char) b);
            } else {
                out.append('+').append(HEX.charAt((b & 0xFF) >> 4)).append(HEX.charAt(b & 0xF));
            }
        }
        return out.toString();
    }

    /**
     * Decodes text. Refused are characters that should have been encoded, broken escapes, and escapes that stand for
     * anything but printable ASCII: a decoded CR or LF would find its way into a header one day.
     */
    public static Optional<String> decode(String xtext) {
        var out = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '=') {
                return Optional.empty();
            }
            if (c == '+') {
                if (i + 2 >= xtext.length()) {
                    return Optional.empty();
                }
                int high = HEX.indexOf(xtext.charAt(i + 1));
                int low = HEX.indexOf(xtext.charAt(i + 2));
                int decoded = high * 16 + low;
                if (high < 0 || low < 0 || decoded < ' ' || decoded >= 0x7F) {
                    return Optional.empty();
                }
                out.append((char) decoded);
                i += 2;
            } else {
                out.append(c);
            }
        }
        return Optional.of(out.toString());
    }
}
