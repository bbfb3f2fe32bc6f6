package veredus.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Opens connections to others and listens for theirs. Safe for use by many threads. */
public interface Network {

    /**
     * Connects to {@code remote}, from {@code source} where one is given.
     *
     * @throws IOException when refused, unreachable, not answered within {@code limit}, or the source is not ours
     */
    Connection connect(InetSocketAddress remote, Optional<InetAddress> source, Duration limit) throws IOException;

    /**
     * Listens on {@code spec.address()} and hands each accepted connection to {@code handler} on a virtual thread of
     * its own; the connection is closed when the handler returns.
     *
     * @throws IOException when the address cannot be bound
     */
    Listening listen(ListenSpec spec, Connection.Handler handler) throws IOException;

    /** The addresses that this machine has. */
    List<InetAddress> localAddresses();

    /** The interface that has that address of {@link #localAddresses}, such as {@code eth0}; empty where nobody can say. */
    default Optional<String> interfaceOf(InetAddress address) {
        return Optional.empty();
    }

    /**
     * What this machine calls itself, in lower case: with its domain where it has one, {@code localhost} where it has no
     * name at all. May ask a resolver, and wait for it.
     */
    String hostName();

    /**
     * How to listen.
     *
     * @param name for threads and logs
     * @param address where; port 0 takes a free one
     * @param backlog connections the kernel holds until they are accepted
     * @param maxConnections open at once; above it, connections wait in the backlog
     */
    record ListenSpec(String name, InetSocketAddress address, int backlog, int maxConnections) {}

    /** A listening socket. */
    interface Listening extends AutoCloseable {
        /** Where it listens, with the real port. */
        InetSocketAddress address();

        /** Stops accepting; connections already open live on. */
        @Override
        void close();
    }
}
