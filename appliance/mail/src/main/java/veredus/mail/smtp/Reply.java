package veredus.mail.smtp;

import java.util.List;
import java.util.Optional;

/**
 * One SMTP reply (RFC 5321 4.2).
 *
 * @param code 200 to 599
 * @param enhanced the enhanced status code, where there is one; not repeated in the lines
 * @param lines the text, at least one line, without code and line end
 */
public record Reply(int code, Optional<EnhancedCode> enhanced, List<String> lines) {
    public Reply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not a reply: " + code + " " + lines);
        }
        lines = List.copyOf(lines);
    }

    public static Reply of(int code, String text) {
        return new Reply(code, Optional.empty(), List.of(text));
    }

    public static Reply of(int code, int subject, int detail, String text) {
        return new Reply(code, Optional.of(new EnhancedCode(code / 100, subject, detail)), List.of(text));
    }

    public boolean isPositive() {
        return code < 300;
    }

    /** Whether the peer waits for what was announced (354, 334). */
    public boolean wantsMore() {
        return code >= 300 && code < 400;
    }

    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    public boolean isPermanent() {
        return code >= 500;
    }

    /** The first line of the text. */
    public String text() {
        return lines.getFirst();
    }

    /** The same without its enhanced code, as for a greeting or a reply to HELO (RFC 2034 4). */
    public Reply withoutEnhanced() {
        return enhanced.isEmpty() ? this : new Reply(code, Optional.empty(), lines);
    }

    /** The wire form with the enhanced code, see {@link ReplyWriter#bytes}. */
    public byte[] toBytes() {
        return ReplyWriter.bytes(this, true);
    }

    /** Everything in one line, as for a log: {@code 451 4.7.1 try again later}. */
    @Override
    public String toString() {
        return code + enhanced.map(e -> " " + e).orElse("") + " " + String.join(" ", lines);
    }
}
