package veredus.simulator.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Chance;
import veredus.world.Time;

/**
 * Receives mail for simulated providers over real sockets, on one port of each provider's own loopback addresses, and
 * keeps a {@link SinkBook} for each. One daemon thread accepts per address, one virtual thread serves each connection.
 */
public final class SmtpSink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSink.class);
    private static final int BACKLOG = 4096;

    private final Time time;
    private final Optional<SinkTls> tls;
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, SinkBook> books = new LinkedHashMap<>();
    private volatile boolean closed;
    private int port;

    private SmtpSink(Time time, Optional<SinkTls> tls) {
        this.time = time;
        this.tls = tls;
    }

    /**
     * Starts to listen at all hosts of {@code providers}, except of those that refuse connections.
     *
     * @param port the same for all; 0 takes one that is free
     * @param ledger where each received message is written down; without it messages are only counted
     * @throws IOException when an address cannot be bound
     */
    public static SmtpSink start(List<Provider> providers, int port, Time time, Chance chance, Optional<Ledger> ledger)
            throws IOException {
        return start(providers, port, time, chance, ledger, SinkWatcher.NONE);
    }

    /**
     * The same, and {@code watcher} is told of each message.
     *
     * @throws IOException when an address cannot be bound
     */
    public static SmtpSink start(
            List<Provider> providers, int port, Time time, Chance chance, Optional<Ledger> ledger, SinkWatcher watcher)
            throws IOException {
        boolean needsTls = providers.stream().anyMatch(Provider::offersTls);
        Optional<SinkTls> tls = needsTls ? Optional.of(new SinkTls("sink.example", time.now())) : Optional.empty();
        var sink = new SmtpSink(time, tls);
        sink.port = port;
        try {
            for (Provider provider : providers) {
                sink.listen(provider, new ProviderModel(provider, time, chance), new SinkBook(ledger, watcher));
            }
        } catch (IOException failed) {
            sink.close();
            throw failed;
        }
        return sink;
    }

    /** The port of every address. */
    public int port() {
        return port;
    }

    /** The book of {@code provider}, which must be one of those given at the start. */
    public SinkBook book(String provider) {
        SinkBook book = books.get(provider);
        if (book == null) {
            throw new IllegalArgumentException("no provider is called " + provider + "; there are " + books.keySet());
        }
        return book;
    }

    /** The books by provider, in the order given at the start. */
    public Map<String, SinkBook> books() {
        return new LinkedHashMap<>(books);
    }

    /** Messages of all providers. */
    public long messages() {
        return books.values().stream().mapToLong(SinkBook::messages).sum();
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() {
        closed = true;
        listeners.forEach(SmtpSink::closeQuietly);
        open.forEach(SmtpSink::closeQuietly);
    }

    private void listen(Provider provider, ProviderModel model, SinkBook book) throws IOException {
        books.put(provider.name(), book);
        if (provider.refusesConnections()) {
            return;
        }
        for (Provider.MailHost host : provider.hosts()) {
            ServerSocket listener = bind(host.address(), port);
            listeners.add(listener);
            port = listener.getLocalPort();
            Thread.ofPlatform().name("sink-" + host.name()).daemon(true).start(() -> accept(listener, model, book));
        }
    }

    private static ServerSocket bind(InetAddress address, int port) throws IOException {
        var listener = new ServerSocket();
        try {
            listener.bind(new InetSocketAddress(address, port), BACKLOG);
        } catch (IOException taken) {
            closeQuietly(listener);
            throw new IOException("cannot listen on " + address.getHostAddress() + ":" + port, taken);
        }
        return listener;
    }

    private void accept(ServerSocket listener, ProviderModel model, SinkBook book) {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().name("sink-session").start(() -> serve(socket, model, book));
            } catch (IOException lost) {
                if (!closed) {
                    LOG.warn("{} does not accept connections any more", listener, lost);
                }
                return;
            }
        }
    }

    private void serve(Socket socket, ProviderModel model, SinkBook book) {
        open.add(socket);
        try (socket) {
            socket.setTcpNoDelay(true);
            new SinkSession(socket, model, book, time, model.provider().offersTls() ? tls : Optional.empty()).run();
        } catch (IOException gone) {
            LOG.debug("A client of {} is gone: {}", model.provider().name(), gone.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception ignored) {
            LOG.debug("Closing {} failed", socket, ignored);
        }
    }
}
