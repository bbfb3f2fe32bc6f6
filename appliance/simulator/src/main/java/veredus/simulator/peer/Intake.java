package veredus.simulator.peer;

import java.util.zip.CRC32C;

/**
 * One message as it comes in: finds its end, the {@link Trace} field in its header and the checksum of its body,
 * without keeping any of it. A line counts only from CRLF to CRLF (RFC 5321 2.3.8), so a bare line feed neither ends a
 * message nor starts a stuffed line. Used by one thread.
 */
final class Intake {
    private final CRC32C body = new CRC32C();
    private Trace trace = new Trace(0, 0);
    private boolean inBody;
    private boolean afterCrlf = true;
    private boolean ended;
    private long bytes;

    void begin() {
        body.reset();
        trace = new Trace(0, 0);
        inBody = false;
        afterCrlf = true;
        ended = false;
        bytes = 0;
    }

    /** Whether the final dot has come. */
    boolean ended() {
        return ended;
    }

    Trace trace() {
        return trace;
    }

    /** CRC32C of the body, without dot stuffing. */
    int hash() {
        return (int) body.getValue();
    }

    /** Bytes of the message without dot stuffing. */
    long bytes() {
        return bytes;
    }

    /**
     * Takes dot-stuffed lines from {@code [from, to)}, up to the final dot.
     *
     * @param whole whether a last part without line end is taken as well, because there is no room to wait for the rest
     * @return the place of the first byte that was not taken
     */
    int stuffed(byte[] buffer, int from, int to, boolean whole) {
        int at = from;
        int run = from;
        while (at < to) {
            int lineFeed = Newline.find(buffer, at, to);
            if (lineFeed < 0 && !whole) {
                break;
            }
            int end = lineFeed < 0 ? to : lineFeed + 1;
            if (afterCrlf && buffer[at] == '.') {
                take(buffer, run, at);
                run = at + 1;
                if (end - at == 3 && buffer[at + 1] == '\r') {
                    ended = true;
                    return end;
                }
            }
            if (!inBody) {
                take(buffer, run, at);
                headerLine(buffer, Math.max(run, at), end);
                run = end;
            }
            afterCrlf = lineFeed > at && buffer[lineFeed - 1] == '\r';
            at = end;
        }
        take(buffer, run, at);
        return at;
    }

    /** Takes all of {@code [from, to)} as it is (RFC 3030); a header line must not be split over two calls. */
    void raw(byte[] buffer, int from, int to) {
        int at = from;
        while (at < to && !inBody) {
            int lineFeed = Newline.find(buffer, at, to);
            int end = lineFeed < 0 ? to : lineFeed + 1;
            headerLine(buffer, at, end);
            at = end;
        }
        take(buffer, at, to);
    }

    private void take(byte[] buffer, int from, int to) {
        if (to > from) {
            bytes += to - from;
            if (inBody) {
                body.update(buffer, from, to - from);
            }
        }
    }

    private void headerLine(byte[] buffer, int from, int to) {
        bytes += to - from;
        if (to - from == 2 && buffer[from] == '\r') {
            inBody = true;
        } else if (Trace.isAt(buffer, from, to)) {
            trace = Trace.parse(buffer, from, to);
        }
    }
}
