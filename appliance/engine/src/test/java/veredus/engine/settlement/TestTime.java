package veredus.engine.settlement;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import veredus.world.Bell;
import veredus.world.Time;

/** A clock that moves only by being waited on: a short wait passes at once, a long one waits for its bell. */
public final class TestTime implements Time {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final AtomicReference<Instant> now = new AtomicReference<>(Samples.RECEIVED);

    public void set(Instant instant) {
        now.set(instant);
    }

    @Override
    public Instant now() {
        return now.get();
    }

    @Override
    public long nanos() {
        return Duration.between(Samples.RECEIVED, now.get()).toNanos();
    }

    @Override
    public void sleep(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }

    @Override
    public Bell bell() {
        var rings = new Semaphore(0);
        return new Bell() {
            @Override
            public void ring() {
                rings.release();
            }

            @Override
            public boolean await(Duration limit) throws InterruptedException {
                if (limit.compareTo(LONG) > 0) {
                    await();
                    return true;
                }
                if (rings.tryAcquire()) {
                    rings.drainPermits();
                    return true;
                }
                sleep(limit);
                return false;
            }

            @Override
            public void await() throws InterruptedException {
                rings.acquire();
                rings.drainPermits();
            }
        };
    }
}
