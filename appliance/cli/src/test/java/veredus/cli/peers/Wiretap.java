package veredus.cli.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a server on loopback, passes everything on, and keeps what the client said. */
final class Wiretap implements AutoCloseable {
    private final ServerSocket listening;
    private final int serverPort;
    private final List<Recording> recordings = new CopyOnWriteArrayList<>();

    private Wiretap(ServerSocket listening, int serverPort) {
        this.listening = listening;
        this.serverPort = serverPort;
    }

    /** What one client said. Any thread. */
    private static final class Recording {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        synchronized void add(byte[] from, int length) {
            bytes.write(from, 0, length);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }

    static Wiretap before(int serverPort) throws IOException {
        var listening = new ServerSocket(0, 100, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        var tap = new Wiretap(listening, serverPort);
        Thread.ofVirtual().name("wiretap").start(tap::accept);
        return tap;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** All connections so far, what the client said in each, one byte a character. */
    List<String> said() {
        return recordings.stream().map(Recording::text).toList();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                var recording = new Recording();
                recordings.add(recording);
                Thread.ofVirtual().name("wiretap up").start(() -> pass(client, server, recording));
                Thread.ofVirtual().name("wiretap down").start(() -> pass(server, client, new Recording()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to, Recording recording) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                recording.add(buffer, got);
                out.write(buffer, 0, got);
            }
        } catch (IOException gone) {
            // One of both has hung up, and so the other shall hear.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
