package veredus.world.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import veredus.world.Connection;
import veredus.world.Network;
import veredus.world.Threads;
import veredus.world.Time;

/** TCP: listening through Helidon, connecting through the JDK. Safe for use by many threads. */
public final class RealNetwork implements Network {
    private final Time time;
    private final Threads threads;
    private final WriteSweeper sweeper;

    public RealNetwork(Time time, Threads threads) {
        this.time = time;
        this.threads = threads;
        this.sweeper = new WriteSweeper(time, threads);
    }

    @Override
    public Connection connect(InetSocketAddress remote, Optional<InetAddress> source, Duration limit)
            throws IOException {
        if (remote.isUnresolved()) {
            throw new UnknownHostException("Not an address: " + remote.getHostString());
        }
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            if (source.isPresent()) {
                // A socket bound to an address takes a port before the kernel knows the peer. With SO_REUSEADDR it may
                // share that port with a connection to another peer, so one source is not limited to 28,000 of them.
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(source.get(), 0));
            }
            socket.connect(remote, Math.clamp(limit.toMillis(), limit.isZero() ? 0 : 1, Integer.MAX_VALUE));
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
        return SocketConnection.over(socket, time, sweeper);
    }

    @Override
    public Listening listen(ListenSpec spec, Connection.Handler handler) throws IOException {
        return HelidonListening.open(spec, handler, time, threads, sweeper);
    }

    /** In the order of their bytes, IPv4 first; loopback included. */
    @Override
    public List<InetAddress> localAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .sorted(Comparator.comparingInt((InetAddress address) -> address.getAddress().length)
                            .thenComparing(InetAddress::getAddress, java.util.Arrays::compareUnsigned))
                    .toList();
        } catch (SocketException unknown) {
            return List.of();
        }
    }

    @Override
    public Optional<String> interfaceOf(InetAddress address) {
        try {
            return Optional.ofNullable(NetworkInterface.getByInetAddress(address))
                    .map(NetworkInterface::getName);
        } catch (SocketException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public String hostName() {
        return MachineName.find();
    }

    /** The connections that are open, both ways. */
    public int openConnections() {
        return sweeper.watched();
    }
}
