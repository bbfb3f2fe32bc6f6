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
     * The bytes that have come from the peer and can be read without waiting, as far as this side knows; 0 when there
     * are none, or when the connection is lost. A session looks here at the instant when the peer must be silent: just
     * before its 220 to STARTTLS, and just after reading that 220. What is there then was sent in clear to be taken
     * for something said inside TLS (RFC 3207 section 6, CVE-2021-38371), and the session closes.
     */
    int buffered();

    /**
     * Continues this stream inside TLS, with the handshake of {@code engine} done within {@code limit}. The returned
     * connection replaces this one and keeps its limits. An engine in client mode speaks first, so bytes that are
     * {@link #buffered} before it are an attack and fail the handshake; an engine in server mode cannot tell them from
     * a ClientHello, so there the session has to look before it answers 220.
     *
     * @throws IOException when the handshake fails or takes too long; the connection is then closed
     */
    Connection secure(SSLEngine engine, Duration limit) throws IOException;

    /** What TLS agreed on; empty in clear. */
    Optional<TlsFacts> tls();

    /**
     * Closes at once; never throws. It does not wait for the peer, with one exception: inside TLS, and called by the
     * thread that uses the connection, it passes on a close_notify first, for which it takes at most one second.
     */
    @Override
    void close();

    /** What TLS agreed on, for trace headers and accounting. */
    record TlsFacts(String protocol, String cipherSuite) {}

    /** Serves one accepted connection. */
    interface Handler {
        void serve(Connection connection) throws InterruptedException;
    }
}
