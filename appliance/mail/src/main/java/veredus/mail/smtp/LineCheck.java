package veredus.mail.smtp;

import java.util.Optional;

/**
 * Looks at a message that came in BDAT chunks (RFC 3030): the same violations as in {@link EndOfData}, but no dots,
 * and chunks may end anywhere, also between CR and LF. Also fit for messages from other ways in.
 *
 * <p>One instance per message, one thread.
 */
public final class LineCheck {
    private final int maxLine;
    private final long maxBytes;

    private boolean afterCr;
    private long bytes;
    private long line;
    private long longestLine;
    private boolean eightBit;
    private Optional<Violation> violation = Optional.empty();
    private boolean smuggling;

    /**
     * A check of one message.
     *
     * @param maxLine octets in a line without its CRLF; {@link Integer#MAX_VALUE} for no limit
     * @param maxBytes octets in the message; {@link Long#MAX_VALUE} for no limit
     */
    public LineCheck(int maxLine, long maxBytes) {
        this.maxLine = maxLine;
        this.maxBytes = maxBytes;
    }

    /** Looks at the next chunk, of any size. */
    public void feed(byte[] in, int offset, int length) {
        int end = offset + length;
        int at = offset;
        int counted = offset;
        while (at < end) {
            if (afterCr) {
                afterCr = false;
                if (in[at] == '\n') {
                    checkLine();
                    line = 0;
                    at++;
                    counted = at;
                    continue;
                }
                violate(Violation.BARE_CR);
            }
            at = ByteScan.control(in, at, end, !eightBit);
            if (at == end) {
                break;
            }
            byte b = in[at];
            if (b < 0) {
                eightBit = true;
            } else if (b == '\r') {
                line += at - counted;
                counted = at + 1;
                afterCr = true;
            } else if (b == '\n' || b == 0) {
                line += at - counted;
                counted = at;
                violate(b == 0 ? Violation.NUL : Violation.BARE_LF);
            }
            at++;
        }
        line += end - counted;
        checkLine();
        bytes += length;
        if (bytes > maxBytes) {
            note(Violation.TOO_LARGE);
        }
    }

    /** To be called after the last chunk: a CR there is a bare one. */
    public void finish() {
        if (afterCr) {
            afterCr = false;
            violate(Violation.BARE_CR);
        }
    }

    /** Whether everything so far is whole lines; an empty message is. */
    public boolean endsWithLine() {
        return line == 0 && !afterCr;
    }

    private void checkLine() {
        longestLine = Math.max(longestLine, line);
        if (line > maxLine) {
            note(Violation.LONG_LINE);
        }
    }

    private void violate(Violation found) {
        checkLine();
        note(found);
        smuggling |= found.isSmuggling();
    }

    private void note(Violation found) {
        if (violation.isEmpty()) {
            violation = Optional.of(found);
        }
    }

    /** Octets so far. */
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

    /** Whether a bare CR, bare LF or NUL was seen, first or later. */
    public boolean isSmuggling() {
        return smuggling;
    }
}
