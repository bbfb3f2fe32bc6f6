package veredus.world.real;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import veredus.world.Bell;
import veredus.world.Time;

/** The clocks of the machine. Safe for use by many threads. */
public final class RealTime implements Time {

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    @Override
    public Bell bell() {
        return new ParkingBell();
    }

    /**
     * A flag and the thread that waits for it. The ringer raises the flag and then looks for a waiter; the waiter
     * names itself and then looks at the flag. Both are volatile, so at least one of the two sees the other, and no
     * ring is lost. A parked virtual thread holds no carrier, and neither side takes a lock.
     */
    private static final class ParkingBell implements Bell {
        private final AtomicBoolean rung = new AtomicBoolean();
        private volatile @Nullable Thread waiter;

        @Override
        public void ring() {
            rung.set(true);
            Thread waiting = waiter;
            if (waiting != null) {
                LockSupport.unpark(waiting);
            }
        }

        @Override
        public boolean await(Duration limit) throws InterruptedException {
            if (heard()) {
                return true;
            }
            long limitNanos = nanosOf(limit);
            long start = System.nanoTime();
            waiter = Thread.currentThread();
            try {
                while (!heard()) {
                    long left = limitNanos - (System.nanoTime() - start);
                    if (left <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, left);
                }
                return true;
            } finally {
                waiter = null;
            }
        }

        @Override
        public void await() throws InterruptedException {
            waiter = Thread.currentThread();
            try {
                while (!heard()) {
                    LockSupport.park(this);
                }
            } finally {
                waiter = null;
            }
        }

        /** Takes the ring, if there is one. getAndSet, so that all that its ringers did before is seen. */
        private boolean heard() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return rung.getAndSet(false);
        }
    }

    /** The whole of {@code limit} in nanoseconds, or the largest number where it does not fit. */
    static long nanosOf(Duration limit) {
        return limit.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L ? Long.MAX_VALUE : limit.toNanos();
    }
}
