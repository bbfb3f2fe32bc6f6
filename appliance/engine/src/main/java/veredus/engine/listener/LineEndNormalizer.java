package veredus.engine.listener;

import veredus.mail.smtp.Sink;

/**
 * Turns every CR or LF that stands alone into CRLF, for injectors that cannot do better. After DATA it also takes out
 * stuffed dots and finds the end, which is still CRLF, dot, CRLF and nothing else: a dot alone on a line with other
 * ends is an empty line to us, so nobody can hide a second message behind it.
 *
 * <p>Works byte by byte; such injectors are few. One instance per message, one thread.
 */
final class LineEndNormalizer {
    private static final int ROOM = 4096;

    private final boolean dots;
    private final byte[] out = new byte[ROOM];
    private int length;

    private State state;

    /** Whether the line before the present one ended with CRLF, as it has to before the end. */
    private boolean afterCrLf = true;

    private enum State {
        LINE_START,
        INSIDE,
        CR,
        /** After CR CR: what follows ends a line, but never one that an end may follow. */
        CR_RUN,
        DOT,
        DOT_CR
    }

    /** @param dots whether this is DATA; in BDAT dots mean nothing */
    LineEndNormalizer(boolean dots) {
        this.dots = dots;
        this.state = dots ? State.LINE_START : State.INSIDE;
    }

    /** Takes the next bytes; returns the index after the end of the message, or -1 when it has not come. */
    <X extends Exception> int feed(byte[] in, int offset, int count, Sink<X> sink) throws X {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            byte b = in[at];
            boolean taken = true;
            switch (state) {
                case LINE_START -> {
                    if (b == '.') {
                        state = State.DOT;
                    } else {
                        state = State.INSIDE;
                        taken = false;
                    }
                }
                case INSIDE -> inside(b, sink);
                case CR -> taken = afterCr(b, true, sink);
                case CR_RUN -> taken = afterCr(b, false, sink);
                case DOT -> {
                    if (b == '\r') {
                        state = State.DOT_CR;
                    } else {
                        state = State.INSIDE;
                        taken = false;
                    }
                }
                case DOT_CR -> {
                    if (b == '\n' && afterCrLf) {
                        flush(sink);
                        return at + 1;
                    }
                    taken = afterCr(b, true, sink);
                }
            }
            at += taken ? 1 : 0;
        }
        flush(sink);
        return -1;
    }

    /** To be called after the last chunk: a CR there ends a line. */
    <X extends Exception> void finish(Sink<X> sink) throws X {
        if (state == State.CR || state == State.CR_RUN) {
            endLine(false, sink);
            flush(sink);
        }
    }

    private <X extends Exception> void inside(byte b, Sink<X> sink) throws X {
        if (b == '\r') {
            state = State.CR;
        } else if (b == '\n') {
            endLine(false, sink);
        } else {
            put(b, sink);
        }
    }

    /** Ends the line that a CR has ended; returns whether the byte after it belongs to that. */
    private <X extends Exception> boolean afterCr(byte b, boolean mayBeCrLf, Sink<X> sink) throws X {
        endLine(b == '\n' && mayBeCrLf, sink);
        if (b == '\r') {
            state = State.CR_RUN;
        }
        return b == '\n' || b == '\r';
    }

    private <X extends Exception> void endLine(boolean withCrLf, Sink<X> sink) throws X {
        put((byte) '\r', sink);
        put((byte) '\n', sink);
        afterCrLf = withCrLf;
        state = dots ? State.LINE_START : State.INSIDE;
    }

    private <X extends Exception> void put(byte b, Sink<X> sink) throws X {
        if (length == ROOM) {
            flush(sink);
        }
        out[length++] = b;
    }

    private <X extends Exception> void flush(Sink<X> sink) throws X {
        int whole = length;
        length = 0;
        if (whole > 0) {
            sink.write(out, 0, whole);
        }
    }
}
