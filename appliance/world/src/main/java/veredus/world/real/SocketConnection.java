package veredus.world.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import veredus.world.Connection;
import veredus.world.Time;

/**
 * A connection in clear over a {@link Socket}, the same for both directions: an accepted one is the socket view of the
 * channel that Helidon accepted.
 *
 * <p>It keeps no buffer of its own. A read goes from the kernel straight into the reader's array, so an idle
 * connection costs no buffer here, and nothing sent in clear can be left behind when TLS begins.
 *
 * <p>The read limit is SO_TIMEOUT, which the JDK keeps on virtual threads by a timed park. A write has no such option,
 * so it only notes when it began; {@link WriteSweeper} closes the socket when that is too long ago.
 */
final class SocketConnection implements Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final Time time;
    private final WriteSweeper sweeper;

    private Duration readLimit = Duration.ZERO;
    private Duration writeLimit = Duration.ZERO;

    /** When the present write must be done, by {@link Time#nanos}; 0 while there is none, or it has no limit. */
    private volatile long writeDeadline;

    private volatile boolean writeTimedOut;

    private SocketConnection(Socket socket, Time time, WriteSweeper sweeper) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.local = (InetSocketAddress) socket.getLocalSocketAddress();
        this.remote = (InetSocketAddress) socket.getRemoteSocketAddress();
        this.time = time;
        this.sweeper = sweeper;
    }

    /** Takes over a connected socket; it is closed when that fails. */
    static SocketConnection over(Socket socket, Time time, WriteSweeper sweeper) throws IOException {
        try {
            var connection = new SocketConnection(socket, time, sweeper);
            sweeper.watch(connection);
            return connection;
        } catch (IOException | RuntimeException lost) {
            socket.close();
            throw lost;
        }
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public void readLimit(Duration limit) {
        readLimit = limit;
        try {
            socket.setSoTimeout(millisOf(limit));
        } catch (IOException closed) {
            // The next read says so.
        }
    }

    @Override
    public void writeLimit(Duration limit) {
        writeLimit = limit;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return in.read(into, offset, length);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (!writeLimit.isZero()) {
            long deadline = time.nanos() + RealTime.nanosOf(writeLimit);
            writeDeadline = deadline == 0 ? 1 : deadline;
        }
        try {
            out.write(from, offset, length);
        } catch (IOException lost) {
            if (writeTimedOut) {
                var late = new SocketTimeoutException("The peer did not take our data within " + writeLimit);
                late.initCause(lost);
                throw late;
            }
            throw lost;
        } finally {
            writeDeadline = 0;
        }
    }

    @Override
    public int buffered() {
        try {
            return in.available();
        } catch (IOException lost) {
            return 0;
        }
    }

    @Override
    public Connection secure(SSLEngine engine, Duration limit) throws IOException {
        var secured = TlsConnection.handshake(this, engine, limit, time);
        secured.readLimit(readLimit);
        secured.writeLimit(writeLimit);
        return secured;
    }

    @Override
    public Optional<TlsFacts> tls() {
        return Optional.empty();
    }

    @Override
    public void close() {
        sweeper.forget(this);
        try {
            socket.close();
        } catch (IOException ignored) {
            // Lost already; the descriptor is free in either case.
        }
    }

    /** Called by the sweeper: ends a write that should have been done by {@code nanos}. */
    void endLateWrite(long nanos) {
        long deadline = writeDeadline;
        if (deadline != 0 && nanos - deadline > 0) {
            writeTimedOut = true;
            close();
        }
    }

    /** SO_TIMEOUT counts whole milliseconds and takes 0 for "no limit", so a short limit is rounded up to one. */
    private static int millisOf(Duration limit) {
        if (limit.isZero()) {
            return 0;
        }
        return Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
    }
}
