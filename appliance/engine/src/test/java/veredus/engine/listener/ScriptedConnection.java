package veredus.engine.listener;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import veredus.world.Connection;

/** A client whose words come in exactly the given pieces, one for each read, and then no more. */
final class ScriptedConnection implements Connection {
    private final InetSocketAddress end = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
    private final List<byte[]> pieces;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private int piece;
    private int offset;

    private final Runnable beforeRead;

    ScriptedConnection(List<byte[]> pieces) {
        this(pieces, () -> {});
    }

    ScriptedConnection(List<byte[]> pieces, Runnable beforeRead) {
        this.beforeRead = beforeRead;
        this.pieces = pieces.stream().filter(bytes -> bytes.length > 0).toList();
    }

    /** Pieces of one byte for each character. */
    static ScriptedConnection of(String... pieces) {
        return new ScriptedConnection(Arrays.stream(pieces)
                .map(piece -> piece.getBytes(StandardCharsets.ISO_8859_1))
                .toList());
    }

    String said() {
        return said.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public InetSocketAddress local() {
        return end;
    }

    @Override
    public InetSocketAddress remote() {
        return end;
    }

    @Override
    public void readLimit(Duration limit) {}

    @Override
    public void writeLimit(Duration limit) {}

    @Override
    public int read(byte[] into, int at, int length) {
        beforeRead.run();
        if (piece == pieces.size()) {
            return -1;
        }
        byte[] bytes = pieces.get(piece);
        int taken = Math.min(length, bytes.length - offset);
        System.arraycopy(bytes, offset, into, at, taken);
        offset += taken;
        if (offset == bytes.length) {
            piece++;
            offset = 0;
        }
        return taken;
    }

    @Override
    public void write(byte[] from, int at, int length) {
        said.write(from, at, length);
    }

    @Override
    public int buffered() {
        return 0;
    }

    @Override
    public Connection secure(SSLEngine engine, Duration limit) {
        throw new UnsupportedOperationException("a script has no TLS");
    }

    @Override
    public Optional<TlsFacts> tls() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
