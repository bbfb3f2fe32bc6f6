package veredus.engine.spool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import veredus.api.policy.Durability;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.world.World;

/** Measures the spool: {@code SpoolSpeed DIRECTORY THREADS BODY_BYTES SECONDS MODE [commit]}. */
final class SpoolSpeed {
    private SpoolSpeed() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int threads = Integer.parseInt(args[1]);
        byte[] body = Mail.body(Integer.parseInt(args[2]), 1);
        long seconds = Long.parseLong(args[3]);
        Durability mode = Durability.valueOf(args[4]);
        boolean commit = args.length > 5;
        Files.createDirectories(directory);
        World world = Worlds.real();
        try (Spool spool = Spool.open(world, Mail.policy(64 << 20), directory, new BodyMemory(256 << 20))) {
            for (int round = 0; round < 3; round++) {
                round(spool, threads, body, seconds, mode, commit);
            }
        }
    }

    private static void round(Spool spool, int threads, byte[] body, long seconds, Durability mode, boolean commit)
            throws InterruptedException {
        var stored = new AtomicLong();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000;
        List<Thread> all = IntStream.range(0, threads)
                .mapToObj(i -> Thread.startVirtualThread(() -> session(spool, body, mode, commit, end, stored)))
                .toList();
        for (Thread thread : all) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d threads, %d bytes, %s%s: %.0f/s%n",
                threads, body.length, mode, commit ? " + commit" : "", stored.get() / took);
    }

    private static void session(
            Spool spool, byte[] body, Durability mode, boolean commit, long end, AtomicLong stored) {
        try {
            while (System.nanoTime() < end) {
                Message message = Mail.store(spool, mode, body, Mail.to(0, "someone", "example.net"));
                spool.accounted(List.of(message));
                stored.incrementAndGet();
                if (commit) {
                    spool.commit(Delivery.allOf(message).stream()
                            .map(Mail::delivered)
                            .toList());
                }
                message.body().forget();
            }
        } catch (SpoolException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
