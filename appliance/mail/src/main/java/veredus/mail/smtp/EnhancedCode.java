package veredus.mail.smtp;

import java.util.Optional;

/** An enhanced status code (RFC 3463), such as 4.7.1. */
public record EnhancedCode(int kind, int subject, int detail) {
    public EnhancedCode {
        if ((kind != 2 && kind != 4 && kind != 5) || subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException("not an enhanced status code: " + kind + "." + subject + "." + detail);
        }
    }

    /** Reads a text that is a code and nothing else. */
    public static Optional<EnhancedCode> parse(String text) {
        return text.indexOf(' ') >= 0 ? Optional.empty() : at(text);
    }

    /** Reads a code at the beginning of a text, followed by a space or the end. */
    public static Optional<EnhancedCode> at(String text) {
        if (text.length() < 5 || text.charAt(1) != '.' || "245".indexOf(text.charAt(0)) < 0) {
            return Optional.empty();
        }
        int dot = afterNumber(text, 2);
        if (dot < 0 || dot >= text.length() || text.charAt(dot) != '.') {
            return Optional.empty();
        }
        int end = afterNumber(text, dot + 1);
        if (end < 0 || (end < text.length() && text.charAt(end) != ' ')) {
            return Optional.empty();
        }
        return Optional.of(new EnhancedCode(
                text.charAt(0) - '0', Integer.parseInt(text, 2, dot, 10), Integer.parseInt(text, dot + 1, end, 10)));
    }

    /** The index after one to three digits of ASCII, or -1. */
    private static int afterNumber(String text, int start) {
        int end = start;
        while (end < text.length() && end - start < 3 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == start ? -1 : end;
    }

    @Override
    public String toString() {
        return kind + "." + subject + "." + detail;
    }
}
