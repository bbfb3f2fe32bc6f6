package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import veredus.world.real.RealTime;

/**
 * One session that sends a small message again and again and remembers the longest time that one took: what a client
 * notices of a pause. Closing it ends the session in order.
 */
final class Probe implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(10);
    private static final Duration GOODBYE = Duration.ofSeconds(30);
    private static final int SILENCE_MILLIS = 60_000;

    private final InetSocketAddress target;
    private final String recipient;
    private final RealTime time = new RealTime();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread thread;
    private volatile boolean ending;

    /** Starts to send to {@code recipient}. */
    Probe(InetSocketAddress target, String recipient) {
        this.target = target;
        this.recipient = recipient;
        this.thread = Thread.ofPlatform().name("load-probe").daemon(true).start(this::run);
    }

    private void run() {
        try (var socket = new Socket(target.getAddress(), target.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SILENCE_MILLIS);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            expect(in, "220");
            say(socket, in, "EHLO probe.sender.example", "250");
            while (!ending) {
                long began = time.nanos();
                say(socket, in, "MAIL FROM:<probe@sender.example>", "250");
                say(socket, in, "RCPT TO:<" + recipient + ">", "250");
                say(socket, in, "DATA", "354");
                say(socket, in, "Subject: probe\r\n\r\nprobe\r\n.", "250");
                longestNanos.accumulateAndGet(time.nanos() - began, Math::max);
                accepted.incrementAndGet();
                time.sleep(BETWEEN);
            }
            say(socket, in, "QUIT", "221");
        } catch (IOException | UncheckedIOException broken) {
            failed.incrementAndGet();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    static void say(Socket socket, BufferedReader in, String line, String code) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        expect(in, code);
    }

    static void expect(BufferedReader in, String code) throws IOException {
        String line = in.readLine();
        while (line != null && line.startsWith(code + "-")) {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(code)) {
            throw new IOException("expected " + code + ", was told " + line);
        }
    }

    /** The longest since it was last asked, in milliseconds. */
    double longestMillis() {
        return longestNanos.getAndSet(0) / 1e6;
    }

    long accepted() {
        return accepted.get();
    }

    /** Sessions that broke; 1 at most, since it does not connect again. */
    long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join(GOODBYE);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
