package veredus.world.real;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import veredus.world.Threads;
import veredus.world.Time;

/**
 * Ends writes that a peer does not take. One thread looks at every open connection once in {@link #STEP}, so a write
 * limit is kept to within that step, and a write costs neither a timer nor an allocation. It holds one entry per open
 * connection, of which the process can have no more than file descriptors.
 */
final class WriteSweeper {
    static final Duration STEP = Duration.ofSeconds(1);

    private final Time time;
    private final Threads threads;
    private final Set<SocketConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();

    WriteSweeper(Time time, Threads threads) {
        this.time = time;
        this.threads = threads;
    }

    void watch(SocketConnection connection) {
        open.add(connection);
        if (!started.get() && started.compareAndSet(false, true)) {
            threads.startPlatform("write-sweeper", this::sweepForEver);
        }
    }

    void forget(SocketConnection connection) {
        open.remove(connection);
    }

    /** The connections it looks at. */
    int watched() {
        return open.size();
    }

    private void sweepForEver() {
        try {
            while (true) {
                time.sleep(STEP);
                long nanos = time.nanos();
                open.forEach(connection -> connection.endLateWrite(nanos));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
