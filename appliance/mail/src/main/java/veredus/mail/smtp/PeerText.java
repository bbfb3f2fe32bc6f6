package veredus.mail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text that a stranger wrote, made fit for logs, pages and reports: one line, no control or escape characters, no
 * marks that turn the direction of writing, nothing that is not Unicode.
 */
public final class PeerText {
    private static final char REPLACEMENT = '\uFFFD';

    private PeerText() {}

    /** Cleans bytes: valid UTF-8 is kept, otherwise every octet beyond ASCII becomes U+FFFD. */
    public static String clean(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < 0) {
                return cleanForeign(bytes, offset, length);
            }
        }
        return clean(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    }

    private static String cleanForeign(byte[] bytes, int offset, int length) {
        try {
            return clean(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return clean(new String(bytes, offset, length, StandardCharsets.US_ASCII));
        }
    }

    /** Cleans text: white space and line ends become spaces, other controls {@code ?}, deceiving marks U+FFFD. */
    public static String clean(String text) {
        int dirty = 0;
        while (dirty < text.length() && text.charAt(dirty) >= ' ' && text.charAt(dirty) < 0x7F) {
            dirty++;
        }
        if (dirty == text.length()) {
            return text;
        }
        var out = new StringBuilder(text.length()).append(text, 0, dirty);
        for (int i = dirty; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point == '\t' || point == '\r' || point == '\n' || point == 0x0B || point == '\f') {
                out.append(' ');
            } else if (point < ' ' || (point >= 0x7F && point < 0xA0)) {
                out.append('?');
            } else if (isDeceiving(point)) {
                out.append(REPLACEMENT);
            } else {
                out.appendCodePoint(point);
            }
        }
        return out.toString();
    }

    /** The text cut to so many characters, without cutting one in two. */
    public static String truncate(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        int end = maxChars > 0 && Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
        return text.substring(0, end);
    }

    private static boolean isDeceiving(int point) {
        return switch (Character.getType(point)) {
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE, Character.UNASSIGNED ->
                true;
            case Character.FORMAT -> point != 0x200C && point != 0x200D;
            default -> false;
        };
    }
}
