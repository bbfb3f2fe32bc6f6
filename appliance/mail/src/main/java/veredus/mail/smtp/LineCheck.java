package veredus.mail.smtp;

/**
 * Looks at a message that came in BDAT chunks (RFC 3030): the same violations as in {@link EndOfData}, but no dots,
 * and chunks may end anywhere, also between CR and LF. Also fit for messages from other ways in.
 *
 * <p>One instance per message, one thread.
 */
public final class LineCheck extends Inspection {
    private boolean afterCr;

    /**
     * A check of one message.
     *
     * @param maxLine octets in a line without its CRLF; {@link Integer#MAX_VALUE} for no limit
     * @param maxBytes octets in the message; {@link Long#MAX_VALUE} for no limit
     */
    public LineCheck(int maxLine, long maxBytes) {
        super(maxLine, maxBytes);
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
        count(length);
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
}
