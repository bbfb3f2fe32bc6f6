package veredus.engine.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import veredus.world.Connection;

/**
 * A connection to a receiver that a proxy passes on: its ends are what the receiver sees.
 *
 * @param inner to the proxy
 * @param local where the proxy connects from; unspecified where it does not say
 * @param remote the receiver
 */
record ProxiedConnection(Connection inner, InetSocketAddress local, InetSocketAddress remote) implements Connection {
    @Override
    public void readLimit(Duration limit) {
        inner.readLimit(limit);
    }

    @Override
    public void writeLimit(Duration limit) {
        inner.writeLimit(limit);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return inner.read(into, offset, length);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        inner.write(from, offset, length);
    }

    @Override
    public int buffered() {
        return inner.buffered();
    }

    @Override
    public Connection secure(SSLEngine engine, Duration limit) throws IOException {
        return new ProxiedConnection(inner.secure(engine, limit), local, remote);
    }

    @Override
    public Optional<TlsFacts> tls() {
        return inner.tls();
    }

    @Override
    public void close() {
        inner.close();
    }
}
