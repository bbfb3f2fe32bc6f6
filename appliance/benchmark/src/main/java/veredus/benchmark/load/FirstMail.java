package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import veredus.world.real.RealTime;

/** How soon an engine that is just being started takes a message, as a client outside sees it. */
final class FirstMail {
    private static final Duration AGAIN = Duration.ofMillis(10);
    private static final int SILENCE_MILLIS = 60_000;

    private final InetSocketAddress target;
    private final String recipient;
    private final RealTime time = new RealTime();
    private final long began = time.nanos();
    private final CompletableFuture<Double> taken = new CompletableFuture<>();

    /** Begins to try; to be made right before the engine is started. */
    FirstMail(InetSocketAddress target, String recipient) {
        this.target = target;
        this.recipient = recipient;
        Thread.ofPlatform().name("first-mail").daemon(true).start(this::run);
    }

    /** Seconds from its making to the 250. */
    double seconds(int patience) throws IOException, InterruptedException {
        try {
            return taken.get(patience, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException never) {
            taken.cancel(false);
            throw new IOException("no message was taken within " + patience + " s", never);
        }
    }

    private void run() {
        try {
            while (!taken.isDone()) {
                try (var socket = new Socket(target.getAddress(), target.getPort())) {
                    socket.setSoTimeout(SILENCE_MILLIS);
                    send(socket);
                    taken.complete((time.nanos() - began) / 1e9);
                } catch (IOException notYet) {
                    time.sleep(AGAIN);
                }
            }
        } catch (InterruptedException stopped) {
            taken.completeExceptionally(stopped);
        }
    }

    private void send(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        Probe.expect(in, "220");
        Probe.say(socket, in, "EHLO probe.sender.example", "250");
        Probe.say(socket, in, "MAIL FROM:<probe@sender.example>", "250");
        Probe.say(socket, in, "RCPT TO:<" + recipient + ">", "250");
        Probe.say(socket, in, "DATA", "354");
        Probe.say(socket, in, "Subject: probe\r\n\r\nprobe\r\n.", "250");
    }
}
