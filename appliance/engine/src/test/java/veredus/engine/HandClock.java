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
            return Samples.NOON.plusNanos(nanos).plus(wallOffset);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        lock.lock();
        try {
            long until = nanos + duration.toNanos();
            while (nanos < until) {
                moved.await();
            }
        } finally {
            lock.unlock();
        }
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
                long until = nanos + limit.toNanos();
                while (!rung && nanos < until) {
                    moved.await();
                }
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
