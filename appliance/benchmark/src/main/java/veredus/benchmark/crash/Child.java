package veredus.benchmark.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import veredus.world.Bell;
import veredus.world.Time;

/** One life of a {@link ChildEngine}: a process that takes mail until it is killed or stopped. Used by one thread. */
final class Child {
    /** A start that takes longer has failed. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** So does a stop. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Time time;
    private final Bell said;
    private final long startedNanos;
    private volatile long pid;
    private volatile boolean silent;

    /**
     * How to start one.
     *
     * @param classPath of jars only, see {@link PackedClassPath}
     * @param configuration and {@code data}: its directories
     * @param layers the disks that lie over the real one, see {@link ChildEngine}
     * @param prefix a command that runs it, such as strace with its options; empty for none
     * @param log where its standard error is added
     */
    record Birth(String classPath, Path configuration, Path data, List<String> layers, List<String> prefix, Path log) {}

    private Child(Process process, Time time) {
        this.process = process;
        this.time = time;
        this.said = time.bell();
        this.startedNanos = time.nanos();
        this.pid = process.pid();
    }

    /** Starts one and does not wait for it. */
    static Child start(Birth birth, Time time) throws IOException {
        var command = new ArrayList<String>(birth.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + birth.log().resolveSibling("child.jsa"),
                "-Xlog:disable",
                "-Xlog:all=off"));
        command.addAll(List.of("-cp", birth.classPath(), ChildEngine.class.getName()));
        command.add(birth.configuration().toString());
        command.add(birth.data().toString());
        command.addAll(birth.layers());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(birth.log().toFile()))
                .start();
        var child = new Child(process, time);
        Thread.ofPlatform().name("child-listener").daemon(true).start(child::listen);
        return child;
    }

    private void listen() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(ChildEngine.READY)) {
                    pid = Long.parseLong(line.substring(ChildEngine.READY.length() + 1));
                    ready = true;
                    said.ring();
                }
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        } finally {
            silent = true;
            said.ring();
        }
    }

    private volatile boolean ready;

    /** Waits until it takes mail; the time it took, or an empty one below zero when it ended instead. */
    Duration awaitReady() throws InterruptedException {
        long limit = startedNanos + START_LIMIT.toNanos();
        while (!ready && !silent && time.nanos() < limit) {
            said.await(Duration.ofNanos(Math.max(1, limit - time.nanos())));
        }
        return ready ? Duration.ofNanos(time.nanos() - startedNanos) : Duration.ofNanos(-1);
    }

    /** Kills it with SIGKILL and waits until the kernel has closed its sockets. */
    void kill() throws InterruptedException {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
    }

    /** Waits until it ends by itself; false when it does not within {@code limit}. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Tells it to stop and waits; false when it had to be killed, or ended with something else than 0. */
    boolean stop() throws InterruptedException {
        try {
            process.getOutputStream().write((ChildEngine.STOP + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException gone) {
            return false;
        }
        if (!awaitEnd(STOP_LIMIT)) {
            kill();
            return false;
        }
        return process.exitValue() == 0;
    }

    /** The end of its log, for whoever has to find out why it did not start. */
    static String lastWords(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
