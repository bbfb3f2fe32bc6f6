package veredus.world.real;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import veredus.world.Connection;
import veredus.world.Time;

/**
 * TLS over any connection in clear, by an {@link SSLEngine} and blocking calls, for both sides. One thread uses it at
 * a time; any thread may close it.
 *
 * <p>A record is decrypted straight into the reader's array where that is large enough for it. Writing gathers up to
 * {@link RecordBuffers#SIZE} bytes of records before they go to the socket, in a buffer borrowed for the time of that
 * write, so an idle connection holds nothing but a small buffer for records that are not complete.
 *
 * <p>Renegotiation, which TLS 1.2 still has, is refused: nothing in SMTP needs it.
 */
public final class TlsConnection implements Connection {
    /** Enough for the records of a conversation; one larger record makes it grow to the largest. */
    private static final int FIRST_NET_BYTES = 4 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final Duration GOODBYE_LIMIT = Duration.ofSeconds(1);
    private static final int GOODBYE_RECORDS_MAX = 8;

    private final Connection plain;
    private final SSLEngine engine;
    private final Time time;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Encrypted bytes not yet decrypted; always in reading mode. */
    private ByteBuffer net = ByteBuffer.allocate(FIRST_NET_BYTES).flip();

    /** Decrypted bytes for which the reader had no room; always in reading mode. */
    private ByteBuffer spill = NOTHING;

    private Duration readLimit = Duration.ZERO;
    private Duration writeLimit = Duration.ZERO;
    private @Nullable Thread user;
    private @Nullable TlsFacts facts;

    private TlsConnection(Connection plain, SSLEngine engine, Time time) {
        this.plain = plain;
        this.engine = engine;
        this.time = time;
    }

    /**
     * Shakes hands over {@code plain} within {@code limit} in all ({@link Duration#ZERO}: as long as it takes).
     *
     * @throws SocketTimeoutException when that took too long; {@code plain} is then closed
     * @throws IOException when it failed, or when a server spoke in clear before a client's ClientHello (RFC 3207
     *     section 6); {@code plain} is then closed
     */
    public static TlsConnection handshake(Connection plain, SSLEngine engine, Duration limit, Time time)
            throws IOException {
        var secured = new TlsConnection(plain, engine, time);
        try {
            if (engine.getUseClientMode() && plain.buffered() > 0) {
                throw new SSLException("The server sent bytes in clear between its reply and the handshake");
            }
            secured.shakeHands(limit);
            return secured;
        } catch (IOException | RuntimeException failed) {
            secured.sayAlert();
            plain.close();
            throw failed;
        }
    }

    private void shakeHands(Duration limit) throws IOException {
        user = Thread.currentThread();
        var deadline = new Deadline(limit, "The TLS handshake");
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> sendRecords(deadline);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    SSLEngineResult result = engine.unwrap(net, NOTHING.duplicate());
                    switch (result.getStatus()) {
                        case BUFFER_UNDERFLOW -> {
                            if (!receive(deadline)) {
                                throw new EOFException("The peer closed the connection during the TLS handshake");
                            }
                        }
                        case CLOSED -> throw new SSLException("The peer ended the TLS handshake");
                        case BUFFER_OVERFLOW -> throw new SSLException("Data came before the TLS handshake was done");
                        case OK -> {}
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    var session = engine.getSession();
                    facts = new TlsFacts(session.getProtocol(), session.getCipherSuite());
                    return;
                }
            }
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        user = Thread.currentThread();
        if (length == 0) {
            return 0;
        }
        if (spill.hasRemaining()) {
            return fromSpill(into, offset, length);
        }
        ByteBuffer target = ByteBuffer.wrap(into, offset, length);
        boolean spilling = false;
        var deadline = new Deadline(readLimit, "Waiting for data inside TLS");
        while (true) {
            SSLEngineResult result = engine.unwrap(net, target);
            switch (result.getStatus()) {
                case OK -> {
                    answerHandshake(result.getHandshakeStatus());
                    if (result.bytesProduced() > 0) {
                        if (!spilling) {
                            return result.bytesProduced();
                        }
                        spill = target.flip();
                        return fromSpill(into, offset, length);
                    }
                    requireProgress(result);
                }
                case BUFFER_UNDERFLOW -> {
                    if (!receive(deadline)) {
                        return -1;
                    }
                }
                // Said as soon as the record's length is known, even before all of it is there.
                case BUFFER_OVERFLOW -> {
                    if (spilling) {
                        throw new SSLException("A record is larger than TLS allows");
                    }
                    target = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
                    spilling = true;
                }
                case CLOSED -> {
                    return -1;
                }
            }
        }
    }

    /** A result that neither took nor gave anything, and asks for nothing, would be repeated for ever. */
    private static void requireProgress(SSLEngineResult result) throws SSLException {
        if (result.bytesConsumed() == 0
                && result.bytesProduced() == 0
                && result.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            throw new SSLException("TLS makes no progress");
        }
    }

    private int fromSpill(byte[] into, int offset, int length) {
        int taken = Math.min(length, spill.remaining());
        spill.get(into, offset, taken);
        if (!spill.hasRemaining()) {
            spill = NOTHING;
        }
        return taken;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        user = Thread.currentThread();
        if (length == 0) {
            return;
        }
        var deadline = new Deadline(writeLimit, "Writing inside TLS");
        ByteBuffer source = ByteBuffer.wrap(from, offset, length);
        ByteBuffer records = RecordBuffers.borrow();
        try {
            while (source.hasRemaining()) {
                SSLEngineResult result = engine.wrap(source, records);
                switch (result.getStatus()) {
                    case OK -> {
                        if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                            throw new SSLException("TLS takes no data in state " + result.getHandshakeStatus());
                        }
                    }
                    case BUFFER_OVERFLOW -> pass(records, deadline);
                    case CLOSED -> throw new SSLException("TLS is closed");
                    case BUFFER_UNDERFLOW -> throw new IllegalStateException("Underflow while encrypting");
                }
            }
            pass(records, deadline);
        } finally {
            RecordBuffers.giveBack(records);
        }
    }

    /** What the protocol wants said or computed after a record: a TLS 1.3 key update, or an alert to answer. */
    private void answerHandshake(HandshakeStatus first) throws IOException {
        HandshakeStatus status = first;
        while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
            if (status == HandshakeStatus.NEED_TASK) {
                if (facts != null && !facts.protocol().equals("TLSv1.3")) {
                    throw new SSLException("The peer wants to renegotiate; that is refused");
                }
                runTasks();
            } else {
                sendRecords(new Deadline(writeLimit, "Writing inside TLS"));
            }
            status = engine.getHandshakeStatus();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends all that the engine has to say by itself. */
    private void sendRecords(Deadline deadline) throws IOException {
        ByteBuffer records = RecordBuffers.borrow();
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(NOTHING.duplicate(), records);
                if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                    pass(records, deadline);
                } else if (result.bytesProduced() == 0) {
                    break;
                }
            }
            pass(records, deadline);
        } finally {
            RecordBuffers.giveBack(records);
        }
    }

    private void pass(ByteBuffer records, Deadline deadline) throws IOException {
        if (records.position() == 0) {
            return;
        }
        try {
            plain.writeLimit(deadline.left());
        } catch (SocketTimeoutException late) {
            plain.close();
            throw late;
        }
        plain.write(records.array(), records.arrayOffset(), records.position());
        records.clear();
    }

    /** Reads encrypted bytes; false at the end of the stream. */
    private boolean receive(Deadline deadline) throws IOException {
        if (net.remaining() == net.capacity()) {
            int larger = Math.max(engine.getSession().getPacketBufferSize(), net.capacity() + FIRST_NET_BYTES);
            net = ByteBuffer.allocate(larger).put(net).flip();
        }
        Duration left = deadline.left();
        net.compact();
        try {
            plain.readLimit(left);
            int got = plain.read(net.array(), net.arrayOffset() + net.position(), net.remaining());
            if (got > 0) {
                net.position(net.position() + got);
            }
            return got > 0;
        } finally {
            net.flip();
        }
    }

    /** Tells the peer why the handshake failed, as far as the engine has something to say and the peer listens. */
    private void sayAlert() {
        try {
            sendRecords(new Deadline(GOODBYE_LIMIT, "The TLS alert"));
        } catch (IOException | RuntimeException unheard) {
            // The first failure is the one that counts.
        }
    }

    /**
     * Says close_notify first when the caller is the thread that uses the connection. Another thread only closes: the
     * user may be in the middle of a record.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (user == Thread.currentThread()) {
            ByteBuffer records = RecordBuffers.borrow();
            try {
                engine.closeOutbound();
                for (int i = 0; i < GOODBYE_RECORDS_MAX && !engine.isOutboundDone(); i++) {
                    if (engine.wrap(NOTHING.duplicate(), records).bytesProduced() == 0) {
                        break;
                    }
                }
                pass(records, new Deadline(GOODBYE_LIMIT, "The TLS close"));
            } catch (IOException | RuntimeException unheard) {
                // The peer is gone; so are we.
            } finally {
                RecordBuffers.giveBack(records);
            }
        }
        plain.close();
    }

    @Override
    public InetSocketAddress local() {
        return plain.local();
    }

    @Override
    public InetSocketAddress remote() {
        return plain.remote();
    }

    @Override
    public void readLimit(Duration limit) {
        readLimit = limit;
    }

    @Override
    public void writeLimit(Duration limit) {
        writeLimit = limit;
    }

    /** Only what is decrypted already. */
    @Override
    public int buffered() {
        return spill.remaining();
    }

    @Override
    public Connection secure(SSLEngine inner, Duration limit) {
        throw new IllegalStateException("The connection is inside TLS already: " + facts);
    }

    @Override
    public Optional<TlsFacts> tls() {
        return Optional.ofNullable(facts);
    }

    /** The end of a limit that is shared by several reads or writes. */
    private final class Deadline {
        private final Duration limit;
        private final String what;
        private final long start;

        private Deadline(Duration limit, String what) {
            this.limit = limit;
            this.what = what;
            this.start = limit.isZero() ? 0 : time.nanos();
        }

        /** What is left of it, as the next call's own limit. */
        private Duration left() throws SocketTimeoutException {
            if (limit.isZero()) {
                return Duration.ZERO;
            }
            Duration left = limit.minusNanos(time.nanos() - start);
            if (left.isNegative() || left.isZero()) {
                throw new SocketTimeoutException(what + " took longer than " + limit);
            }
            return left;
        }
    }
}
