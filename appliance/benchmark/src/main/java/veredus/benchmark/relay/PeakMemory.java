package veredus.benchmark.relay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks at the memory of some processes every second, on a thread of its own, until closed. */
final class PeakMemory {
    private static final long EVERY_SECONDS = 1;

    private final ProcessTree processes;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread sampler;
    private volatile long peakBytes;

    private PeakMemory(ProcessTree processes) {
        this.processes = processes;
        this.sampler = Thread.ofPlatform().daemon().name("memory").unstarted(this::sample);
    }

    static PeakMemory watch(ProcessTree processes) {
        var memory = new PeakMemory(processes);
        memory.sampler.start();
        return memory;
    }

    /** Ends the watch. Returns the largest sum seen, in bytes. */
    long end() throws InterruptedException {
        done.countDown();
        sampler.join();
        return peakBytes;
    }

    private void sample() {
        try {
            do {
                peakBytes = Math.max(peakBytes, processes.pssBytes());
            } while (!done.await(EVERY_SECONDS, TimeUnit.SECONDS));
            peakBytes = Math.max(peakBytes, processes.pssBytes());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
