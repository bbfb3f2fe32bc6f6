package veredus.mail.message;

import java.util.Locale;
import java.util.Optional;

/**
 * The value of Content-Type (RFC 2045 5), as far as the structure of a message depends on it.
 *
 * @param type in lower case, as {@code multipart}
 * @param subtype in lower case, as {@code mixed}
 * @param boundary of a multipart, 1 to 70 characters (RFC 2046 5.1.1)
 */
public record ContentType(String type, String subtype, Optional<String> boundary) {

    /** What holds when nothing is said. */
    public static final ContentType TEXT_PLAIN = new ContentType("text", "plain", Optional.empty());

    /** What holds inside a multipart/digest when nothing is said (RFC 2046 5.1.5). */
    public static final ContentType MESSAGE = new ContentType("message", "rfc822", Optional.empty());

    private static final int MAX_BOUNDARY = 70;

    private static final String SEPARATORS = "()<>@,;:\\\"/[]?= \t";

    /** Reads a value; one that makes no sense is text/plain (RFC 2045 5.2). */
    public static ContentType parse(String value) {
        var reader = new Reader(value);
        String type = reader.token();
        if (type.isEmpty() || !reader.take('/')) {
            return TEXT_PLAIN;
        }
        String subtype = reader.token();
        if (subtype.isEmpty()) {
            return TEXT_PLAIN;
        }
        Optional<String> boundary = Optional.empty();
        while (reader.toNextParameter()) {
            String name = reader.token();
            if (!reader.take('=')) {
                continue;
            }
            String parameter = reader.word();
            if (name.equalsIgnoreCase("boundary") && boundary.isEmpty()) {
                boundary = Optional.of(parameter).filter(b -> !b.isEmpty() && b.length() <= MAX_BOUNDARY);
            }
        }
        return new ContentType(type.toLowerCase(Locale.ROOT), subtype.toLowerCase(Locale.ROOT), boundary);
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /** Whether the part is a whole message with header and body of its own. */
    public boolean isMessage() {
        return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
    }

    /** Whether the bytes inside may not be changed (RFC 1847). */
    public boolean isSealed() {
        return isMultipart() && (subtype.equals("signed") || subtype.equals("encrypted"));
    }

    /** The words of a structured value; comments are passed over. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        private void skipSpace() {
            int depth = 0;
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '(') {
                    depth++;
                } else if (c == ')' && depth > 0) {
                    depth--;
                } else if (c == '\\' && depth > 0) {
                    at++;
                } else if (depth == 0 && c != ' ' && c != '\t') {
                    return;
                }
            }
            at = text.length();
        }

        String token() {
            skipSpace();
            int start = at;
            while (at < text.length() && text.charAt(at) > ' ' && SEPARATORS.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        boolean take(char wanted) {
            skipSpace();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        /** A token or a quoted string; many write boundaries without the quotes they need, so those are read too. */
        String word() {
            if (!take('"')) {
                int start = at;
                while (at < text.length() && text.charAt(at) != ';' && text.charAt(at) > ' ') {
                    at++;
                }
                return text.substring(start, at);
            }
            var word = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                word.append(text.charAt(at++));
            }
            at = Math.min(at + 1, text.length());
            return word.toString().stripTrailing();
        }

        /** Goes behind the next semicolon. */
        boolean toNextParameter() {
            while (at < text.length()) {
                skipSpace();
                if (take(';')) {
                    return true;
                }
                at++;
            }
            return false;
        }
    }
}
