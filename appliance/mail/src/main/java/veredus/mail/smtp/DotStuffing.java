package veredus.mail.smtp;

/**
 * Writes a message as DATA wants it (RFC 5321 4.5.2): a second dot where a line begins with one, and the end after
 * the last line. The bytes are taken as canonical, every line ended by CRLF; {@link EndOfData} and {@link LineCheck}
 * let nothing else in.
 *
 * <p>One instance per transmission, one thread.
 */
public final class DotStuffing {
    private static final byte[] DOT = {'.'};
    private static final byte[] END = {'.', '\r', '\n'};
    private static final byte[] CRLF = {'\r', '\n'};

    private boolean lineStart = true;

    /** Writes the next chunk. */
    public <X extends Exception> void write(byte[] in, int offset, int length, Sink<X> out) throws X {
        int end = offset + length;
        int start = offset;
        int at = offset;
        while (at < end) {
            if (lineStart && in[at] == '.') {
                if (at > start) {
                    out.write(in, start, at - start);
                    start = at;
                }
                out.write(DOT, 0, 1);
            }
            int lineFeed = ByteScan.lineFeed(in, at, end);
            lineStart = lineFeed < end;
            at = lineFeed < end ? lineFeed + 1 : end;
        }
        if (end > start) {
            out.write(in, start, end - start);
        }
    }

    /** Writes the end; a last line that lacks its CRLF gets one. */
    public <X extends Exception> void finish(Sink<X> out) throws X {
        if (!lineStart) {
            out.write(CRLF, 0, CRLF.length);
        }
        out.write(END, 0, END.length);
    }

    /**
     * Whether a line of this whole message begins with a dot. Where not, its bytes may go out as they are, for
     * instance from a mapped segment, followed by {@code .CRLF}.
     */
    public static boolean needsStuffing(byte[] message, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (message[at] == '.') {
                return true;
            }
            at = ByteScan.lineFeed(message, at, end) + 1;
        }
        return false;
    }
}
