package veredus.benchmark.relay;

import java.util.ArrayList;
import java.util.zip.CRC32C;

/**
 * A fixed piece of work on all CPUs at once. How long it takes tells a slow spell of the machine from a slow MTA.
 */
final class Calibration {
    private static final int ROUNDS = 400;
    private static final byte[] BLOCK = new byte[1 << 20];

    private Calibration() {}

    /** Milliseconds that it took. */
    static double run() throws InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        var workers = new ArrayList<Thread>(threads);
        long begun = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("calibration").start(Calibration::work));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void work() {
        var sum = new CRC32C();
        for (int i = 0; i < ROUNDS; i++) {
            sum.update(BLOCK);
        }
        if (sum.getValue() == 0) {
            throw new IllegalStateException("the checksum of the block is not zero");
        }
    }
}
