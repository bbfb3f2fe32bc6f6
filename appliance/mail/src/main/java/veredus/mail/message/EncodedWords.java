package veredus.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Unstructured header text beyond ASCII as encoded words (RFC 2047), always UTF-8 in base64. */
public final class EncodedWords {
    /** Octets of UTF-8 in one word: 45 make 60 characters of base64, the whole word 72 of the 75 allowed. */
    private static final int MAX_OCTETS = 45;

    private EncodedWords() {}

    /** The text as it may stand in a header; unchanged when it is ASCII. Words are folded with CRLF and a space. */
    public static String encode(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            return text;
        }
        var out = new StringBuilder();
        var piece = new StringBuilder();
        int octets = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            int size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (octets + size > MAX_OCTETS) {
                append(piece, out);
                octets = 0;
            }
            piece.appendCodePoint(point);
            octets += size;
        }
        append(piece, out);
        return out.toString();
    }

    private static void append(StringBuilder piece, StringBuilder out) {
        byte[] bytes = piece.toString().getBytes(StandardCharsets.UTF_8);
        out.append(out.isEmpty() ? "" : "\r\n ")
                .append("=?UTF-8?B?")
                .append(Base64.getEncoder().encodeToString(bytes))
                .append("?=");
        piece.setLength(0);
    }
}
