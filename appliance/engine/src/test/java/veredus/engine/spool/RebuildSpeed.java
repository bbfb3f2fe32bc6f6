package veredus.engine.spool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import veredus.api.policy.Durability;
import veredus.engine.envelope.BodyMemory;
import veredus.world.World;

/** Measures how fast a queue is rebuilt: {@code RebuildSpeed DIRECTORY MESSAGES}; from the log, then from a snapshot. */
final class RebuildSpeed {
    private static final int THREADS = 64;

    private RebuildSpeed() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int messages = Integer.parseInt(args[1]);
        fill(directory, messages);
        time(directory, messages, "from the log");
        time(directory, messages, "from the snapshot");
    }

    private static Spool open(Path directory) throws SpoolException {
        World world = Worlds.real();
        return Spool.open(world, Mail.policy(64 << 20), directory, new BodyMemory(1 << 20));
    }

    private static void fill(Path directory, int messages) throws Exception {
        byte[] body = Mail.body(1024, 1);
        try (Spool spool = open(directory)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        for (int i = thread; i < messages; i += THREADS) {
                            Mail.store(
                                    spool, Durability.RELAXED, body, Mail.to(0, "u" + i, "d" + i % 5000 + ".example"));
                        }
                    } catch (SpoolException failure) {
                        throw new IllegalStateException(failure);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void time(Path directory, int messages, String how) throws Exception {
        long start = System.nanoTime();
        try (Spool spool = open(directory)) {
            long opened = System.nanoTime();
            if (!spool.awaitRebuilt()) {
                throw new IllegalStateException("the queue could not be rebuilt");
            }
            long rebuilt = System.nanoTime();
            System.gc();
            long heap =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            System.out.println(String.format(
                    Locale.ROOT,
                    "%d messages %s: open %.2f s, rebuilt %.2f s, heap %d MB, queues %d",
                    messages,
                    how,
                    (opened - start) / 1e9,
                    (rebuilt - start) / 1e9,
                    heap >> 20,
                    spool.queues().size()));
        }
    }
}
