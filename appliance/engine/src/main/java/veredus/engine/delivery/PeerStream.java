package veredus.engine.delivery;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import veredus.mail.smtp.Reply;
import veredus.mail.smtp.ReplyParser;
import veredus.world.Connection;
import veredus.world.Time;

/**
 * Commands out, replies in, over one connection. Used by one thread; {@link #close} may be called by any.
 *
 * <p>A limit holds for a whole reply, not for each read, so a peer that trickles gains nothing. A write that fails is
 * remembered instead of thrown: the peer may have said why it closed before we wrote, and {@link #reply} reads that
 * first. When there is nothing to read, the failure is thrown there.
 *
 * <p>Nothing but the read buffer is held between two calls; with thousands of silent peers that is what counts.
 */
final class PeerStream implements AutoCloseable {
    /** One line of a reply; a longer one is nonsense (RFC 5321 4.5.3.1.5 allows 512). */
    private static final int READ_BUFFER = ReplyParser.MAX_LINE + 2;

    /** How long to look for a farewell of a peer that takes no more data. */
    private static final Duration FAREWELL_LIMIT = Duration.ofSeconds(1);

    private static final Duration GLANCE = Duration.ofMillis(1);
    private static final int CLOSING = 421;

    private final Time time;
    private final Transcript transcript;
    private final ReplyParser parser = new ReplyParser();
    private final byte[] buffer = new byte[READ_BUFFER];
    private int start;
    private int end;

    private volatile Connection connection;
    private Duration readLimit = Duration.ZERO;
    private Duration writeLimit = Duration.ZERO;
    private @Nullable IOException broken;

    PeerStream(Connection connection, Time time, Transcript transcript) {
        this.connection = connection;
        this.time = time;
        this.transcript = transcript;
    }

    Connection connection() {
        return connection;
    }

    Transcript transcript() {
        return transcript;
    }

    /** Whether a write has failed: no more can be said, but something may be left to hear. */
    boolean isBroken() {
        return broken != null;
    }

    /** Whether the peer has said something that nobody has asked for yet. */
    boolean hasUnread() {
        return end > start || connection.buffered() > 0;
    }

    void write(Batch batch, Duration limit) {
        write(batch.array(), 0, batch.length(), limit);
    }

    void write(byte[] from, int offset, int length, Duration limit) {
        if (broken != null) {
            return;
        }
        try {
            if (!limit.equals(writeLimit)) {
                connection.writeLimit(limit);
                writeLimit = limit;
            }
            connection.write(from, offset, length);
        } catch (SocketTimeoutException late) {
            broken = timeout("the peer took no data within ", limit, late);
        } catch (IOException lost) {
            broken = lost;
        }
    }

    /** Says one line and hears the reply. */
    Reply ask(String line, Duration limit) throws IOException {
        return ask(line, line, limit);
    }

    /** Says one line of which the transcript sees something else. */
    Reply ask(String line, String shown, Duration limit) throws IOException {
        transcript.said(shown);
        write(new Batch(line.length() + 2).add(line).add("\r\n"), limit);
        return reply(limit);
    }

    /**
     * The next reply, whatever it says.
     *
     * @throws PeerLeavesException when it is 421
     * @throws IOException when none came within {@code limit}, or what came is no reply
     */
    Reply reply(Duration limit) throws IOException {
        long began = time.nanos();
        while (true) {
            int lineEnd = line(began, limit);
            ReplyParser.Result result = parser.feed(buffer, start, lineEnd - start);
            start = lineEnd;
            switch (result) {
                case ReplyParser.Result.NeedMore more -> {}
                case ReplyParser.Result.Complete(Reply reply) -> {
                    if (transcript.isOn()) {
                        transcript.heard(reply.toString());
                    }
                    if (reply.code() == CLOSING) {
                        throw new PeerLeavesException(reply);
                    }
                    return reply;
                }
                case ReplyParser.Result.Malformed(String why) ->
                    throw new IOException("the peer does not speak SMTP: " + why);
            }
        }
    }

    /**
     * The next reply, unless it is one line with a code that starts with {@code wanted}: then null, without making
     * objects of it. That is what nearly all replies are whose text nobody reads.
     */
    @Nullable
    Reply unless(char wanted, Duration limit) throws IOException {
        int lineEnd = line(time.nanos(), limit);
        if (lineEnd - start >= 5
                && buffer[start] == wanted
                && isDigit(buffer[start + 1])
                && isDigit(buffer[start + 2])
                && (buffer[start + 3] == ' ' || buffer[start + 3] == '\r')
                && !transcript.isOn()) {
            start = lineEnd;
            return null;
        }
        Reply reply = reply(limit);
        return reply.code() / 100 == wanted - '0' ? null : reply;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Reads until a line is whole; answers where it ends. */
    private int line(long began, Duration limit) throws IOException {
        int scanned = start;
        while (true) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    return i + 1;
                }
            }
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
            }
            if (end == buffer.length) {
                throw new IOException("the peer does not speak SMTP: a line is longer than " + ReplyParser.MAX_LINE);
            }
            scanned = end;
            fill(began, limit, scanned > 0 || parser.isInsideReply());
        }
    }

    /** @param goesOn whether part of the reply has come already, so that part of the limit is used up */
    private void fill(long began, Duration limit, boolean goesOn) throws IOException {
        Duration left = goesOn ? limit.minusNanos(time.nanos() - began) : limit;
        if (broken != null && left.compareTo(FAREWELL_LIMIT) > 0) {
            left = FAREWELL_LIMIT;
        }
        try {
            if (left.isNegative() || left.isZero()) {
                throw new SocketTimeoutException();
            }
            if (!left.equals(readLimit)) {
                connection.readLimit(left);
                readLimit = left;
            }
            int got = connection.read(buffer, end, buffer.length - end);
            if (got < 0) {
                throw new EOFException("the peer closed the connection");
            }
            end += got;
        } catch (IOException lost) {
            if (broken != null) {
                broken.addSuppressed(lost);
                throw broken;
            }
            throw lost instanceof SocketTimeoutException late ? timeout("no answer within ", limit, late) : lost;
        }
    }

    private static SocketTimeoutException timeout(String what, Duration limit, IOException cause) {
        var late = new SocketTimeoutException(what + limit.toMillis() / 1000.0 + " s");
        late.initCause(cause);
        return late;
    }

    /** Whether the peer is still there and silent, as it should be between two transactions. Takes a millisecond. */
    boolean isIdle() {
        if (broken != null || hasUnread()) {
            return false;
        }
        try {
            connection.readLimit(GLANCE);
            readLimit = GLANCE;
            connection.read(buffer, 0, buffer.length);
            return false; // The end of the stream, or a farewell.
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException lost) {
            return false;
        }
    }

    /** Goes on inside TLS; what was read before is forgotten together with the old stream. */
    void secure(SSLEngine engine, Duration limit) throws IOException {
        connection = connection.secure(engine, limit);
        readLimit = Duration.ZERO;
        writeLimit = Duration.ZERO;
        connection.readLimit(readLimit);
        connection.writeLimit(writeLimit);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** What an operator reads of a failure. */
    static String text(IOException failure) {
        String message = failure.getMessage();
        return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
    }
}
