package veredus.benchmark.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The sending end: Postfix's smtp-source, one process for each batch of messages. */
final class Source {
    static final String DOMAIN = "d0.test";

    private final Process process;
    private final Path log;
    private final long startedNanos;
    private final long[] endedNanos = new long[1];
    private final Thread watcher;

    private Source(Process process, Path log, long startedNanos) {
        this.process = process;
        this.log = log;
        this.startedNanos = startedNanos;
        this.watcher = Thread.ofPlatform().daemon().name("source").unstarted(this::watch);
    }

    /**
     * Starts to send. Recipients are numbered, as in {@code 17m3@d0.test} for the tag {@code m3}, so that each can be
     * found in a log again. Sessions stay open and send one message after another.
     */
    static Source start(Plan plan, String tag, int messages, int port, Path directory) throws IOException {
        Path log = directory.resolve("source.log");
        int connections = Math.min(plan.connections(), messages);
        var command = List.of(
                "smtp-source",
                "-4",
                "-d",
                "-N",
                "-s",
                Integer.toString(connections),
                "-m",
                Integer.toString(messages),
                "-l",
                Integer.toString(plan.sizeBytes()),
                "-M",
                "source.test",
                "-f",
                "bench@sender.test",
                "-t",
                tag + "@" + DOMAIN,
                "127.0.0.1:" + port);
        long now = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var source = new Source(process, log, now);
        source.watcher.start();
        return source;
    }

    long startedNanos() {
        return startedNanos;
    }

    boolean sends() {
        return process.isAlive();
    }

    /**
     * Waits for the last 250.
     *
     * @return when it came, by {@link System#nanoTime}
     * @throws IOException when not everything was taken
     */
    long end() throws IOException, InterruptedException {
        watcher.join();
        if (process.exitValue() != 0) {
            throw new IOException("smtp-source could not send everything; see " + log);
        }
        return endedNanos[0];
    }

    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor(5, TimeUnit.SECONDS);
    }

    private void watch() {
        try {
            process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        endedNanos[0] = System.nanoTime();
    }
}
