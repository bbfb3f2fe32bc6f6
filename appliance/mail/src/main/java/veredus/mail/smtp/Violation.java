package veredus.mail.smtp;

/** What may not be in a message that comes over the wire. */
public enum Violation {
    /** A CR without LF; with such ends of lines a second message can be hidden in a first one. */
    BARE_CR(550, 6, 11, "bare CR in message refused"),
    /** An LF without CR. */
    BARE_LF(550, 6, 11, "bare LF in message refused"),
    NUL(550, 6, 11, "NUL in message refused"),
    /** A line longer than the limit of the listener (RFC 5321 4.5.3.1.6: 998 and CRLF). */
    LONG_LINE(550, 6, 0, "line in message too long"),
    /** More octets than the listener takes. */
    TOO_LARGE(552, 3, 4, "message too large");

    private final int code;
    private final int subject;
    private final int detail;
    private final String text;

    Violation(int code, int subject, int detail, String text) {
        this.code = code;
        this.subject = subject;
        this.detail = detail;
        this.text = text;
    }

    /** What the client is told. */
    public Reply reply() {
        return Reply.of(code, subject, detail, text);
    }

    /** Whether it is of the kind that smuggling is made of, so that the connection should not go on. */
    public boolean isSmuggling() {
        return this == BARE_CR || this == BARE_LF || this == NUL;
    }
}
