package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import veredus.simulator.peer.Load;
import veredus.simulator.peer.SmtpSource;

/**
 * The whole life of a few messages with one fault in it: small ones and one in pieces, one after the other, over one
 * connection; some are delivered, some put off first, some refused. Then an engine without fault finishes what is left,
 * and the books are compared. Run by one thread.
 */
public final class FaultRun {
    private static final int SMALL = 6;
    private static final int SMALL_BYTES = 2_000;
    private static final int LARGE_BYTES = 200_000;
    private static final long LARGE_FROM = 1_000_000;
    private static final Duration FAULTY_LIFE = Duration.ofSeconds(3);
    private static final Duration TRACED_LIFE = Duration.ofSeconds(20);

    private final Path directory;
    private final Consumer<String> progress;

    /**
     * What came of it.
     *
     * @param survived whether the faulty engine was still alive when it was told to stop
     * @param taken messages it took, and {@code refused} those it did not
     */
    public record Found(boolean survived, long taken, long refused, CrashReport report) {}

    /** @param directory must not exist or be empty */
    public FaultRun(Path directory, Consumer<String> progress) {
        this.directory = directory;
        this.progress = progress;
    }

    /**
     * Does it with a disk laid over the real one.
     *
     * @param layers see {@link ChildEngine}: {@code halt:N} ends the process before the N-th change to the disk, {@code
     *     force:N:M} lets the N-th to M-th sync fail, {@code full:N:M} the writes
     */
    public Found with(List<String> layers) throws IOException, InterruptedException {
        return run(layers, List.of(), FAULTY_LIFE);
    }

    /**
     * Does it under strace.
     *
     * @param options which system calls to watch, and which of them fail or kill, such as {@code -e trace=fdatasync -e
     *     inject=fdatasync:error=EIO:when=9}; strace counts the calls of each thread for itself
     */
    public Found withStrace(List<String> options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o"));
        command.add(directory.resolve("strace.log").toString());
        command.addAll(options);
        return run(List.of(), command, TRACED_LIFE);
    }

    private Found run(List<String> layers, List<String> prefix, Duration patience)
            throws IOException, InterruptedException {
        try (var ground = new Ground(directory, "durable", progress)) {
            Child child = ground.start(layers, prefix);
            boolean survived = false;
            long taken = 0;
            long refused = 0;
            if (!child.awaitReady().isNegative()) {
                for (Load load : loads(ground)) {
                    var sent = new SmtpSource(load, ground.time, ground.books).send();
                    taken += sent.accepted();
                    refused += sent.refused();
                }
                survived = !child.awaitEnd(patience);
            }
            var kills = new ArrayList<Long>();
            if (!survived || !child.stop()) {
                child.kill();
                survived = false;
            }
            kills.add(ground.time.nanos());
            ground.drain();
            return new Found(survived, taken, refused, ground.check(kills, patience.plusSeconds(60)));
        }
    }

    private static List<Load> loads(Ground ground) {
        return List.of(
                new Load(ground.engine(), 1, SMALL, 1, SMALL_BYTES, true, 0, Traffic::letter),
                new Load(ground.engine(), 1, 1, LARGE_FROM, LARGE_BYTES, true, 0, Traffic::letter));
    }
}
