package veredus.benchmark.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.simulator.peer.SmtpSink;
import veredus.world.Time;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** Where engines live and die: a directory, the receiving sites and the books. Used by one thread. */
final class Ground implements AutoCloseable {
    /** Nothing has arrived for so long: all that can be delivered is. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    final Time time = new RealTime();
    final Books books = new Books(time);
    private final Path directory;
    private final Consumer<String> progress;
    private final SmtpSink sink;
    private final InetSocketAddress engine;
    private final Policy policy;
    private final String classPath;
    private final long began = time.nanos();
    private int stops;
    private int failures;
    private Duration slowestStart = Duration.ZERO;

    /**
     * Prepares {@code directory}, which must not exist or be empty.
     *
     * @param durability of the engine's listener
     * @param progress is given a line now and then
     */
    Ground(Path directory, String durability, Consumer<String> progress) throws IOException {
        this.directory = directory;
        this.progress = progress;
        Files.createDirectories(data());
        this.sink = SmtpSink.start(Site.providers(), 0, time, new RealChance(), Optional.empty(), books);
        this.engine = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Site.configure(directory.resolve("conf"), engine.getPort(), sink.port(), durability);
        this.policy = policy(directory.resolve("conf"));
        this.classPath = PackedClassPath.into(directory);
    }

    private Path data() {
        return directory.resolve("data");
    }

    Path spool() {
        return data().resolve("spool");
    }

    /** Where a living engine takes mail. */
    InetSocketAddress engine() {
        return engine;
    }

    /** Another spool, empty and stopped cleanly. */
    Path foreignSpool() throws IOException, InterruptedException {
        Path foreign = directory.resolve("foreign");
        Remains.read(policy, foreign, time);
        return foreign;
    }

    /**
     * Starts an engine and does not wait for it.
     *
     * @param layers and {@code prefix}: see {@link Child.Birth}
     */
    Child start(List<String> layers, List<String> prefix) throws IOException {
        Path conf = directory.resolve("conf");
        return Child.start(new Child.Birth(classPath, conf, data(), layers, prefix, log()), time);
    }

    private Path log() {
        return directory.resolve("child.log");
    }

    /** Waits until {@code child} takes mail; false, and noted as a failure, when it does not. */
    boolean isReady(Child child) throws InterruptedException {
        Duration took = child.awaitReady();
        if (took.isNegative()) {
            child.kill();
            failed("the engine did not start");
            return false;
        }
        slowestStart = took.compareTo(slowestStart) > 0 ? took : slowestStart;
        return true;
    }

    /** Stops {@code child} cleanly, and notes it as a failure when that is not possible. */
    void stop(Child child) throws InterruptedException {
        stops++;
        if (!child.stop()) {
            failed("the engine did not stop cleanly");
        }
    }

    /** A life without load, until nothing arrives any more. */
    void drain() throws IOException, InterruptedException {
        Child child = start(List.of(), List.of());
        if (!isReady(child)) {
            return;
        }
        awaitQuiet();
        stop(child);
    }

    /** Waits until nothing arrives any more. */
    void awaitQuiet() throws InterruptedException {
        long limit = time.nanos() + DRAIN_LIMIT.toNanos();
        long last = -1;
        long since = time.nanos();
        while (time.nanos() < limit && time.nanos() - since < QUIET.toNanos()) {
            time.sleep(LOOK_AGAIN);
            long arrived = books.arrived();
            if (arrived != last) {
                last = arrived;
                since = time.nanos();
            }
        }
    }

    /** Whether an engine could not be started or stopped. */
    boolean hasFailed() {
        return failures > 0;
    }

    private void failed(String what) {
        failures++;
        progress.accept(what + ":\n" + Child.lastWords(log()));
    }

    /** The verdict, when no engine runs any more and no source sends. */
    CrashReport check(List<Long> kills, Duration window) throws IOException, InterruptedException {
        Set<Long> queued = hasFailed() ? Set.of() : Remains.read(policy, spool(), time);
        Accounts accounts = Accounts.read(data().resolve("accounting"));
        return new Checker(books, accounts, queued, kills, window)
                .check(stops, failures, slowestStart, Duration.ofNanos(time.nanos() - began));
    }

    @Override
    public void close() {
        sink.close();
    }

    private static Policy policy(Path directory) throws IOException {
        return switch (PolicyReader.read(directory)) {
            case PolicyReading.Accepted accepted -> accepted.policy();
            case PolicyReading.Refused refused -> throw new IOException("not a configuration: " + refused.problems());
        };
    }

    /** A port that was free a moment ago. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
