package veredus.cli.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.opentest4j.AssertionFailedError;
import veredus.world.Time;
import veredus.world.real.RealTime;

/** Waiting for other processes, whose clocks and events are not ours: these tests alone look again and again. */
final class Patience {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(25);

    private static final Time TIME = new RealTime();

    private Patience() {}

    /** Something that may be so by and by. */
    @FunctionalInterface
    interface Question {
        boolean isSo() throws IOException;
    }

    static void until(String what, Question question) throws IOException, InterruptedException {
        long begin = TIME.nanos();
        while (!question.isSo()) {
            if (TIME.nanos() - begin > LIMIT.toNanos()) {
                throw new AssertionFailedError("not within " + LIMIT + ": " + what);
            }
            // They tell nobody when they are ready: a port opens, a file appears.
            TIME.sleep(STEP);
        }
    }

    static void untilListening(int port) throws IOException, InterruptedException {
        until("somebody listens on port " + port, () -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    /** A port of 127.0.0.1 that nobody listens on. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }
}
