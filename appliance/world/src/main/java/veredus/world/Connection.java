package veredus.world;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * One open stream to a peer. Reading and writing block; one thread uses it at a time, except that any thread may
 * {@link #close} it, which makes a blocked call of the user fail.
 */
public interface Connection extends AutoCloseable {

    InetSocketAddress local();

    InetSocketAddress remote();

    /** The longest that one {@link #read} may wait; {@link Duration#ZERO} means for ever. */
    void readLimit(Duration limit);

    /** The longest that one {@link #write} may take; {@link Duration#ZERO} means for ever. */
    void writeLimit(Duration limit);

    /**
     * Reads at least one byte and at most {@code length}.
     *
     * @return the number read, -1 at the end of the stream
     * @throws java.net.SocketTimeoutException when the read limit has passed; the connection can still be used
     * @throws IOException when the connection is lost
     */
    int read(byte[] into, int offset, int length) throws IOException;

    /**
     * Writes all of it and passes it on at once.
     *
     * @throws java.net.SocketTimeoutException when the write limit has passed; the connection is then closed
     * @throws IOException when the connection is lost
     */
    void write(byte[] from, int offset, int length) throws IOException;

    default void write(byte[] from) throws IOException {
        write(from, 0, from.length);
    }

    /**
     * Continues this stream inside TLS, with the handshake of {@code engine} done within {@code limit}. The returned
     * connection replaces this one.
     *
     * @throws IOException when the handshake fails or takes too long; the connection is then closed
     */
    Connection secure(SSLEngine engine, Duration limit) throws IOException;

    /** What TLS agreed on; empty in clear. */
    Optional<TlsFacts> tls();

    /** Closes at once; never throws, never blocks. */
    @Override
    void close();

    /** What TLS agreed on, for trace headers and accounting. */
    record TlsFacts(String protocol, String cipherSuite) {}

    /** Serves one accepted connection. */
    interface Handler {
        void serve(Connection connection) throws InterruptedException;
    }
}
