package veredus.world.real;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Bell;
import veredus.world.Connection;
import veredus.world.Network.ListenSpec;
import veredus.world.Network.Listening;
import veredus.world.Threads;
import veredus.world.Time;

/**
 * One listening socket, served by a Helidon WebServer that speaks no HTTP: our selector is its only protocol, so Helidon
 * hands over each connection before it reads a byte, on a virtual thread of its own, and takes a permit of
 * {@code maxConnections} before it accepts.
 *
 * <h2>What of Helidon does not fit, and what we do about it</h2>
 *
 * <ul>
 *   <li>It closes connections that are idle for five minutes, by asking each how long that has been. Only the session
 *       knows what idle means in SMTP, so ours always answer zero and ignore the graceful close.
 *   <li>Stopping a server ends its connections after a grace period. Ours live on, so that period is {@link #GRACE} and
 *       the stopping is left to a thread of its own.
 *   <li>A failed accept (no file descriptor is left) ends its listener for good. It tells the connections that are
 *       open; hearing that while we are not closing, we open the same address again, every {@link #REOPEN_PAUSE} until
 *       it works.
 *   <li>A failed start is logged with a stack trace, not thrown. So the address is tried before ({@link FreePort}), and
 *       the server is asked whether it runs.
 * </ul>
 */
final class HelidonListening implements Listening {
    private static final Logger LOG = LoggerFactory.getLogger(HelidonListening.class);

    /** How long Helidon leaves open connections alone after a stop. */
    private static final Duration GRACE = Duration.ofDays(3650);

    private static final Duration REOPEN_PAUSE = Duration.ofSeconds(1);

    /** The longest that {@link #close} waits for the listening socket to be gone. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final ListenSpec spec;
    private final Connection.Handler handler;
    private final Time time;
    private final Threads threads;
    private final WriteSweeper sweeper;
    private final InetSocketAddress address;
    private final Bell socketGone;

    private volatile WebServer server;
    private volatile boolean closing;

    /** What the server at work accepts through; it tells one server from the one before. */
    private volatile AcceptedChannels channels = new AcceptedChannels();

    private HelidonListening(
            ListenSpec spec, Connection.Handler handler, Time time, Threads threads, WriteSweeper sweeper)
            throws IOException {
        this.spec = spec;
        this.handler = handler;
        this.time = time;
        this.threads = threads;
        this.sweeper = sweeper;
        this.socketGone = time.bell();
        this.server = startServer(spec.address());
        this.address = new InetSocketAddress(spec.address().getAddress(), server.port());
    }

    static HelidonListening open(
            ListenSpec spec, Connection.Handler handler, Time time, Threads threads, WriteSweeper sweeper)
            throws IOException {
        if (spec.address().isUnresolved()) {
            throw new BindException(
                    "Not an address to listen on: " + spec.address().getHostString());
        }
        return new HelidonListening(spec, handler, time, threads, sweeper);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        WebServer stopped = server;
        threads.startPlatform("close-" + spec.name(), () -> {
            stopped.stop();
            socketGone.ring();
        });
        try {
            // Helidon closes the socket first. Then it tells its connections, or, having none, is done.
            if (!socketGone.await(CLOSE_LIMIT)) {
                LOG.warn("Listener {} on {} is slow to close", spec.name(), address);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private WebServer startServer(InetSocketAddress at) throws IOException {
        FreePort.require(at);
        var accepted = new AcceptedChannels();
        channels = accepted;
        WebServer started = WebServer.builder()
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .concurrencyLimitDiscoverServices(false)
                .address(at.getAddress())
                .port(at.getPort())
                .backlog(spec.backlog())
                .maxTcpConnections(spec.maxConnections())
                .shutdownGracePeriod(GRACE)
                .idleConnectionTimeout(GRACE)
                .idleConnectionPeriod(Duration.ofDays(1))
                .useNio(false)
                .connectionOptions(accepted)
                .addConnectionSelector(new Selector(accepted))
                .build()
                .start();
        if (!started.isRunning()) {
            throw new BindException("cannot listen on " + at + "; the log says why");
        }
        return started;
    }

    /** Helidon has closed the listening socket: because we asked, or because accepting failed. */
    private void onSocketGone(AcceptedChannels by) {
        if (closing) {
            socketGone.ring();
        } else if (by == channels) {
            threads.startVirtual("reopen-" + spec.name(), () -> reopen(by));
        }
    }

    private synchronized void reopen(AcceptedChannels lost) {
        if (channels != lost) {
            return;
        }
        LOG.error("Listener {} on {} could not accept and lost its socket; opening it again", spec.name(), address);
        while (!closing) {
            try {
                time.sleep(REOPEN_PAUSE);
                server = startServer(address);
                LOG.warn("Listener {} on {} is open again", spec.name(), address);
                return;
            } catch (IOException stillNot) {
                LOG.error("Listener {} cannot be opened again yet: {}", spec.name(), stillNot.getMessage());
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The only protocol of this listener. */
    private final class Selector implements ServerConnectionSelector {
        private final AcceptedChannels accepted;

        private Selector(AcceptedChannels accepted) {
            this.accepted = accepted;
        }

        @Override
        public int bytesToIdentifyConnection() {
            return 0;
        }

        @Override
        public Support supports(BufferData data) {
            return Support.SUPPORTED;
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return Set.of();
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            return new Served(accepted.take(context), accepted);
        }
    }

    /** One accepted connection, on its virtual thread. */
    private final class Served implements ServerConnection {
        private final Socket socket;
        private final AcceptedChannels by;

        private Served(Socket socket, AcceptedChannels by) {
            this.socket = socket;
            this.by = by;
        }

        @Override
        public void handle(Limit unlimited) throws InterruptedException {
            SocketConnection connection;
            try {
                connection = SocketConnection.over(socket, time, sweeper);
            } catch (IOException gone) {
                return;
            }
            try {
                Thread.currentThread().setName(spec.name() + " " + connection.remote());
                handler.serve(connection);
            } catch (RuntimeException | Error escaped) {
                LOG.error("Session with {} on {} failed", connection.remote(), spec.name(), escaped);
            } finally {
                connection.close();
            }
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            onSocketGone(by);
        }
    }
}
