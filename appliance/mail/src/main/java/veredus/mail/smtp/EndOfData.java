package veredus.mail.smtp;

/**
 * Takes the message out of what follows DATA (RFC 5321 4.1.1.4 and 4.5.2): finds its end, removes the dots that the
 * client stuffed, and refuses everything that could be read in two ways.
 *
 * <h2>What ends a message</h2>
 *
 * CRLF, dot, CRLF, and nothing else; at the very beginning dot, CRLF, which is an empty message. A CRLF whose CR
 * follows another CR ends no line: some server would take the pair apart.
 *
 * <h2>Violations</h2>
 *
 * The first one is remembered. From there on nothing is written to the sink, but the search for the end goes on by
 * the same rules, so that a session may throw away the rest and answer where the client expects it.
 *
 * <h2>Speed</h2>
 *
 * {@link ByteScan} jumps from one interesting byte to the next; runs, CRLFs included, go to the sink in one piece.
 * Only what stands at the edges of a chunk or around a dot at the beginning of a line takes the path byte by byte.
 *
 * <p>One instance per message, one thread.
 */
public final class EndOfData extends Inspection {

    /** Octets in a line without its CRLF (RFC 5321 4.5.3.1.6). */
    public static final int RFC_LINE = 998;

    private static final Progress NEED_MORE = new Progress.NeedMore();

    private static final byte[] CRLF = {'\r', '\n'};

    private State state = State.LINE_START;

    /** Where in the grammar the next byte falls. */
    private enum State {
        LINE_START,
        INSIDE_LINE,
        /** After a CR, which is not yet written. */
        CR,
        /** After CR CR: no LF makes this an end of line. */
        CR_RUN,
        /** After a dot at the beginning of a line. */
        DOT,
        DOT_CR,
        ENDED
    }

    /** What a chunk brought. */
    public sealed interface Progress {
        /** All of it belongs to the message. */
        record NeedMore() implements Progress {}

        /**
         * The message is complete.
         *
         * @param next index in the array of the first byte after the end; from there on it is commands
         */
        record Ended(int next) implements Progress {}
    }

    /**
     * A decoder for one message.
     *
     * @param maxLine octets in a line without its CRLF; {@link Integer#MAX_VALUE} for no limit
     * @param maxBytes octets in the message; {@link Long#MAX_VALUE} for no limit
     */
    public EndOfData(int maxLine, long maxBytes) {
        super(maxLine, maxBytes);
    }

    /** Decodes the next chunk, of any size. After the end it takes nothing more. */
    public <X extends Exception> Progress feed(byte[] in, int offset, int length, Sink<X> out) throws X {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            switch (state) {
                case LINE_START -> {
                    if (in[at] == '.') {
                        state = State.DOT;
                        at++;
                    } else {
                        at = run(in, at, end, out);
                    }
                }
                case INSIDE_LINE -> at = run(in, at, end, out);
                case CR -> {
                    if (in[at] == '\n') {
                        endLine();
                        write(CRLF, 0, CRLF.length, out);
                        at++;
                    } else {
                        violate(Violation.BARE_CR);
                        state = in[at] == '\r' ? State.CR_RUN : State.INSIDE_LINE;
                    }
                }
                case CR_RUN -> {
                    byte b = in[at];
                    if (b == '\r' || b == '\n') {
                        at++;
                    }
                    state = b == '\r' ? State.CR_RUN : State.INSIDE_LINE;
                }
                case DOT -> {
                    if (in[at] == '\r') {
                        state = State.DOT_CR;
                        at++;
                    } else {
                        state = State.INSIDE_LINE;
                    }
                }
                case DOT_CR -> {
                    if (in[at] == '\n') {
                        state = State.ENDED;
                        return new Progress.Ended(at + 1);
                    }
                    violate(Violation.BARE_CR);
                    state = in[at] == '\r' ? State.CR_RUN : State.INSIDE_LINE;
                }
                case ENDED -> {
                    return new Progress.Ended(at);
                }
            }
        }
        return state == State.ENDED ? new Progress.Ended(end) : NEED_MORE;
    }

    /** Passes over bytes that stand for themselves; returns where the state machine has to look again. */
    private <X extends Exception> int run(byte[] in, int start, int end, Sink<X> out) throws X {
        int lineStart = start;
        int at = start;
        state = State.INSIDE_LINE;
        while (true) {
            at = ByteScan.control(in, at, end, !eightBit);
            if (at == end) {
                line += end - lineStart;
                checkLine();
                write(in, start, end - start, out);
                return end;
            }
            byte b = in[at];
            if (b == '\r') {
                line += at - lineStart;
                if (at + 1 == end || in[at + 1] != '\n') {
                    write(in, start, at - start, out);
                    state = State.CR;
                    return at + 1;
                }
                endLine();
                at += 2;
                lineStart = at;
                if (at == end || in[at] == '.') {
                    write(in, start, at - start, out);
                    return at;
                }
                state = State.INSIDE_LINE;
            } else {
                if (b < 0) {
                    eightBit = true;
                } else if (b == '\n' || b == 0) {
                    line += at - lineStart;
                    lineStart = at;
                    write(in, start, at - start, out);
                    start = at;
                    violate(b == 0 ? Violation.NUL : Violation.BARE_LF);
                }
                at++;
            }
        }
    }

    private void endLine() {
        checkLine();
        line = 0;
        state = State.LINE_START;
    }

    private <X extends Exception> void write(byte[] in, int offset, int length, Sink<X> out) throws X {
        count(length);
        if (length > 0 && violation().isEmpty()) {
            out.write(in, offset, length);
        }
    }
}
