package veredus.mail.smtp;

import java.util.Optional;

/**
 * What is looked for in a message on whichever way it comes in: octets, the length of lines, and what could be read in
 * two ways. The first violation is remembered. One instance per message, one thread.
 */
abstract sealed class Inspection permits EndOfData, LineCheck {
    private final int maxLine;
    private final long maxBytes;

    /** Octets of the present line so far. */
    long line;

    /** Whether an octet from 0x80 on was seen. */
    boolean eightBit;

    private long bytes;
    private long longestLine;
    private Optional<Violation> violation = Optional.empty();
    private boolean smuggling;

    /**
     * An inspection of one message.
     *
     * @param maxLine octets in a line without its CRLF; {@link Integer#MAX_VALUE} for no limit
     * @param maxBytes octets in the message; {@link Long#MAX_VALUE} for no limit
     */
    Inspection(int maxLine, long maxBytes) {
        this.maxLine = maxLine;
        this.maxBytes = maxBytes;
    }

    void checkLine() {
        longestLine = Math.max(longestLine, line);
        if (line > maxLine) {
            note(Violation.LONG_LINE);
        }
    }

    void count(int octets) {
        bytes += octets;
        if (bytes > maxBytes) {
            note(Violation.TOO_LARGE);
        }
    }

    void violate(Violation found) {
        checkLine();
        note(found);
        smuggling |= found.isSmuggling();
    }

    private void note(Violation found) {
        if (violation.isEmpty()) {
            violation = Optional.of(found);
        }
    }

    /** Octets of the message so far, stuffed dots and the end not counted. */
    public long bytes() {
        return bytes;
    }

    /** Whether an octet from 0x80 on was seen. */
    public boolean hasEightBit() {
        return eightBit;
    }

    /** Octets of the longest line without its CRLF. */
    public long longestLine() {
        return longestLine;
    }

    /** The first violation. */
    public Optional<Violation> violation() {
        return violation;
    }

    /** Whether a bare CR, bare LF or NUL was seen, first or later; then the connection should end with the reply. */
    public boolean isSmuggling() {
        return smuggling;
    }
}
