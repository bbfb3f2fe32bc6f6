package veredus.benchmark.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Loopback ports of the programs that take part. */
final class Sockets {
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int CONNECT_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 100;

    private Sockets() {}

    /** A port that nobody listens on now. */
    static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    /**
     * Waits until an SMTP server greets.
     *
     * @param lives whether the program that shall greet still runs
     * @return whether it greeted within {@code limit}
     */
    static boolean greets(int port, Duration limit, BooleanSupplier lives) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < limit.toNanos() && lives.getAsBoolean()) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(LOOPBACK, port), CONNECT_MILLIS);
                socket.setSoTimeout(CONNECT_MILLIS);
                byte[] greeting = socket.getInputStream().readNBytes(3);
                socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                if (new String(greeting, StandardCharsets.US_ASCII).equals("220")) {
                    return true;
                }
            } catch (IOException notYet) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        return false;
    }
}
