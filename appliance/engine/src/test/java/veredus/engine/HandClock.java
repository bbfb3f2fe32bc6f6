package veredus.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import veredus.engine.envelope.Samples;
import veredus.world.Bell;
import veredus.world.Time;

/** A clock that stands still until a test moves it, with bells and sleepers that wake by it. */
public final class HandClock implements Time {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    /** When a thread last looked: it waits from then on, also when time passes before it has begun to wait. */
    private final ThreadLocal<Long> looked = new ThreadLocal<>();

    private long nanos;
    private Duration wallOffset = Duration.ZERO;

    /** Lets time pass, on both clocks. */
    public void pass(Duration duration) {
        lock.lock();
        try {
            nanos += duration.toNanos();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sets the wall clock forward or back, while no time passes. */
    public void set(Duration by) {
        lock.lock();
        try {
            wallOffset = wallOffset.plus(by);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            looked.set(nanos);
            return Samples.NOON.plusNanos(nanos).plus(wallOffset);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            looked.set(nanos);
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        lock.lock();
        try {
            long until = begin() + duration.toNanos();
            while (nanos < until) {
                moved.await();
            }
            looked.set(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Needs the lock. */
    private long begin() {
        Long seen = looked.get();
        return seen == null ? nanos : seen;
    }

    @Override
    public Bell bell() {
        return new HandBell();
    }

    private final class HandBell implements Bell {
        private boolean rung;

        @Override
        public void ring() {
            lock.lock();
            try {
                rung = true;
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean await(Duration limit) throws InterruptedException {
            lock.lock();
            try {
                long until = begin() + limit.toNanos();
                while (!rung && nanos < until) {
                    moved.await();
                }
                looked.set(nanos);
                boolean heard = rung;
                rung = false;
                return heard;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void await() throws InterruptedException {
            lock.lock();
            try {
                while (!rung) {
                    moved.await();
                }
                rung = false;
            } finally {
                lock.unlock();
            }
        }
    }
}
