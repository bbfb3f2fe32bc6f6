package veredus.engine.listener;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import veredus.mail.smtp.Verb;
import veredus.world.Connection;
import veredus.world.Time;

/**
 * What comes from the client: command lines, and between them the bytes of messages. Lines are read into a small buffer
 * that the session keeps; while a message comes in, or clients say more than fits, a large one is borrowed.
 *
 * <p>Bytes stay in the buffer until they are consumed. One thread.
 */
final class SessionInput implements AutoCloseable {
    /** Room for the commands of one message, pipelined. */
    private static final int OWN = 768;

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Connection connection;
    private final Time time;
    private final ReadBuffers buffers;
    private final Turn turn;
    private final byte[] own = new byte[OWN];
    private byte[] buffer = own;
    private int start;
    private int end;

    /** Where the search for the end of the present line goes on. */
    private int searched;

    private boolean skippingLine;
    private int lineStart;
    private int lineLength;
    private boolean lineIsBare;

    private Duration limitInForce = Duration.ZERO;

    /** How the wait for a line ended. */
    enum Arrival {
        LINE,
        /** Longer than its verb may have; the rest of it will be passed over. */
        TOO_LONG,
        TIMEOUT,
        CLOSED
    }

    SessionInput(Connection connection, Time time, ReadBuffers buffers, Turn turn) {
        this.connection = connection;
        this.time = time;
        this.buffers = buffers;
        this.turn = turn;
    }

    /** Whether {@link #readLine} would answer without reading from the connection. */
    boolean hasLine() {
        while (searched < end) {
            if (buffer[searched] == '\n') {
                return true;
            }
            searched++;
        }
        return false;
    }

    /** Whether the client has said more than was consumed. */
    boolean hasMore() {
        return start < end;
    }

    /** Whether the client has said more than was consumed, or more waits in the connection. */
    boolean hasMoreOnTheWay() {
        return start < end || connection.buffered() > 0;
    }

    /** Waits for one whole line, command or response, within {@code limit} in all. */
    Arrival readLine(Duration limit, boolean isResponse) throws IOException {
        long begin = 0;
        Duration left = limit;
        while (true) {
            if (hasLine()) {
                if (!skippingLine) {
                    return takeLine(isResponse);
                }
                skippingLine = false;
                start = ++searched;
                continue;
            }
            if (skippingLine) {
                start = searched;
            } else if (end - start > maxOctets(isResponse)) {
                skippingLine = true;
                return Arrival.TOO_LONG;
            }
            if (begin == 0) {
                begin = time.nanos();
            } else {
                left = limit.minusNanos(time.nanos() - begin);
            }
            if (left.compareTo(AT_ONCE) < 0) {
                return Arrival.TIMEOUT;
            }
            try {
                if (fill(left, false) < 0) {
                    return Arrival.CLOSED;
                }
            } catch (SocketTimeoutException silent) {
                return Arrival.TIMEOUT;
            }
        }
    }

    private int maxOctets(boolean isResponse) {
        return isResponse
                ? Verb.LONGEST_LINE
                : Verb.of(buffer, start, end - start).maxLineOctets();
    }

    private Arrival takeLine(boolean isResponse) {
        int lineEnd = searched;
        lineIsBare = lineEnd == start || buffer[lineEnd - 1] != '\r';
        lineStart = start;
        lineLength = (lineIsBare ? lineEnd : lineEnd - 1) - start;
        boolean tooLong = lineEnd + 1 - start > maxOctets(isResponse);
        searched = lineEnd + 1;
        start = searched;
        return tooLong ? Arrival.TOO_LONG : Arrival.LINE;
    }

    /** Where the last line begins in {@link #array}; valid until more is read. */
    int lineStart() {
        return lineStart;
    }

    /** Its length without its end. */
    int lineLength() {
        return lineLength;
    }

    /** Whether it ended with LF alone. */
    boolean lineIsBare() {
        return lineIsBare;
    }

    byte[] array() {
        return buffer;
    }

    /** Where in {@link #array} the bytes begin that were not consumed. */
    int start() {
        return start;
    }

    int available() {
        return end - start;
    }

    /** Everything before {@code next} in {@link #array} is done with. */
    void consumeTo(int next) {
        start = next;
        searched = next;
    }

    /** Gets a large buffer, for a message. */
    void enlarge() {
        if (isOwn()) {
            byte[] large = buffers.borrow();
            move(large);
        }
    }

    /** Gives the large buffer back, if what it holds fits the session's own. */
    void shrink() {
        if (!isOwn() && end - start <= OWN / 2) {
            byte[] large = buffer;
            move(own);
            buffers.giveBack(large);
        }
    }

    private boolean isOwn() {
        return buffer.length == OWN;
    }

    private void move(byte[] target) {
        System.arraycopy(buffer, start, target, 0, end - start);
        searched -= start;
        end -= start;
        start = 0;
        buffer = target;
    }

    /**
     * Reads once, at least one byte, of a message.
     *
     * @return how many, -1 at the end of the stream
     * @throws SocketTimeoutException when nothing came within {@code limit}
     * @throws Turn.Over when the session was stopped meanwhile
     */
    int fill(Duration limit) throws IOException {
        return fill(limit, true);
    }

    private int fill(Duration limit, boolean inMessage) throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
            searched = 0;
        } else if (end == buffer.length && start > 0) {
            move(buffer);
        }
        if (end == buffer.length) {
            if (!isOwn()) {
                throw new IllegalStateException("a full buffer of " + end + " bytes that nobody consumes");
            }
            enlarge();
        }
        if (!limit.equals(limitInForce)) {
            connection.readLimit(limit);
            limitInForce = limit;
        }
        turn.pass(inMessage);
        int got;
        try {
            got = connection.read(buffer, end, buffer.length - end);
        } finally {
            turn.takeBack();
        }
        if (got > 0) {
            end += got;
        }
        return got;
    }

    @Override
    public void close() {
        if (!isOwn()) {
            byte[] large = buffer;
            buffer = own;
            start = 0;
            end = 0;
            searched = 0;
            buffers.giveBack(large);
        }
    }
}
