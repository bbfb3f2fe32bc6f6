package veredus.world.real;

import io.helidon.common.socket.SocketContext;
import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where Helidon's listener and our connections meet.
 *
 * <p>Helidon hands a protocol a {@code HelidonSocket}, which can read and write but knows no read timeout, and whose
 * socket is private. Before that, though, it passes every accepted channel to the listener's {@link SocketOptions} to
 * be configured, and those are an interface. So we are those options: we set TCP_NODELAY, keep the channel under its
 * two addresses, and the connection picks it up by the addresses it is told. Both happen within the same accept, and
 * no two open channels of a listener have the same pair of addresses. No reflection is needed, and reading and writing
 * go past Helidon's own buffers.
 *
 * <p>At most {@link #WAITING_MAX} channels wait here; only one whose set-up failed inside Helidon stays, and those are
 * swept out when that bound is met.
 */
final class AcceptedChannels implements SocketOptions {
    private static final int WAITING_MAX = 1024;

    private record Ends(SocketAddress local, SocketAddress remote) {}

    private final SocketOptions defaults =
            SocketOptions.builder().tcpNoDelay(true).socketKeepAlive(true).build();
    private final Map<Ends, SocketChannel> waiting = new ConcurrentHashMap<>();

    /** Called by Helidon's accepting thread, for each channel. */
    @Override
    public void configureSocket(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            if (waiting.size() >= WAITING_MAX) {
                waiting.values().removeIf(left -> !left.isOpen());
            }
            waiting.put(new Ends(channel.getLocalAddress(), channel.getRemoteAddress()), channel);
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    /** The socket of the accepted connection that {@code context} speaks of. */
    Socket take(SocketContext context) {
        var ends = new Ends(context.localPeer().address(), context.remotePeer().address());
        SocketChannel channel = waiting.remove(ends);
        if (channel == null) {
            throw new IllegalStateException("No accepted channel for " + ends);
        }
        return channel.socket();
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return defaults.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return defaults.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return defaults.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return defaults.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return defaults.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return defaults.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return defaults.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return defaults.tcpNoDelay();
    }
}
