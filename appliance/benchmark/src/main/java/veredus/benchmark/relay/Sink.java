package veredus.benchmark.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The receiving end: Postfix's smtp-sink in a process of its own. It prints a counter whenever a message is complete; a
 * thread here reads along and notes the count and the time.
 */
final class Sink implements AutoCloseable {
    private static final String COUNTER = "mesg=";
    private static final String BACKLOG = "1000";
    private static final int MAX_SESSIONS = 2_000;
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final int port;
    private volatile Arrivals arrivals = new Arrivals(0, 0);

    private Sink(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * What has arrived.
     *
     * @param count messages since the start
     * @param lastNanos when the last of them was complete, by {@link System#nanoTime}
     */
    record Arrivals(long count, long lastNanos) {}

    /** @throws IOException when it does not come up; its reason is in {@code sink.log} of {@code directory} */
    static Sink start(Path directory, String user) throws IOException, InterruptedException {
        int port = Sockets.free();
        var command = new ArrayList<>(List.of("smtp-sink"));
        if (!user.isEmpty()) {
            command.addAll(List.of("-u", user));
        }
        command.addAll(List.of("-4", "-c", "-m", Integer.toString(MAX_SESSIONS), "127.0.0.1:" + port, BACKLOG));
        Path log = directory.resolve("sink.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var sink = new Sink(process, port);
        Thread.ofPlatform().daemon().name("sink").start(sink::count);
        if (!Sockets.greets(port, START_LIMIT, process::isAlive)) {
            sink.close();
            throw new IOException("smtp-sink does not come up; see " + log);
        }
        return sink;
    }

    int port() {
        return port;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    ProcessTree processes() {
        return new ProcessTree(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void count() {
        byte[] buffer = new byte[8192];
        int filled = 0;
        try (InputStream in = process.getInputStream()) {
            int read = in.read(buffer, filled, buffer.length - filled);
            while (read >= 0) {
                long now = System.nanoTime();
                filled += read;
                int end = lastReturn(buffer, filled);
                if (end >= 0) {
                    note(new String(buffer, 0, end, StandardCharsets.US_ASCII), now);
                    filled -= end + 1;
                    System.arraycopy(buffer, end + 1, buffer, 0, filled);
                }
                read = in.read(buffer, filled, buffer.length - filled);
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void note(String counters, long now) {
        long count = Long.parseLong(counters.substring(counters.lastIndexOf(COUNTER) + COUNTER.length())
                .strip());
        if (count > arrivals.count) {
            arrivals = new Arrivals(count, now);
        }
    }

    private static int lastReturn(byte[] buffer, int filled) {
        for (int i = filled - 1; i >= 0; i--) {
            if (buffer[i] == '\r') {
                return i;
            }
        }
        return -1;
    }
}
