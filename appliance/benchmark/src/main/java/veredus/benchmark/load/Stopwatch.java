package veredus.benchmark.load;

import java.io.IOException;
import java.time.Duration;
import veredus.world.real.RealTime;

/** Time since its making, and waiting for what other processes do. Used by one thread. */
final class Stopwatch {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final RealTime time = new RealTime();
    private final long began = time.nanos();

    /** Asks other processes. */
    interface Condition {
        boolean holds() throws IOException;
    }

    double seconds() {
        return (time.nanos() - began) / 1e9;
    }

    /** Waits until {@code seconds} on this watch, or until the condition holds; answers whether it does. */
    boolean await(double seconds, Condition condition) throws IOException, InterruptedException {
        while (!condition.holds()) {
            if (seconds() > seconds) {
                return false;
            }
            time.sleep(LOOK_AGAIN);
        }
        return true;
    }

    void sleepUntil(double seconds) throws InterruptedException {
        double left = seconds - seconds();
        if (left > 0) {
            time.sleep(Duration.ofNanos((long) (left * 1e9)));
        }
    }
}
