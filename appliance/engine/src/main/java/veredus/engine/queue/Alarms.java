package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import veredus.world.Bell;
import veredus.world.Time;

/**
 * A {@link TimerWheel} that one thread turns, so that a hundred thousand may wait for their time without a thread each.
 * Exact to {@link #TICK_MILLIS}; guarded by its own lock.
 *
 * @param <T> what is woken
 */
final class Alarms<T> {
    static final long TICK_MILLIS = 20;

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final TimerWheel<T> wheel;
    private final Bell earlier;
    private long sleepsUntilMillis;
    private volatile boolean running = true;

    Alarms(Time time) {
        this.time = time;
        this.wheel = new TimerWheel<>(TICK_MILLIS, time.now().toEpochMilli());
        this.earlier = time.bell();
    }

    /** Wakes the timer's owner at {@code due}, or earlier if it is set for earlier already. */
    void set(TimerWheel.Timer<T> timer, Instant due) {
        // What is never due (Instant.MAX) cannot be counted in milliseconds.
        long dueMillis = Math.min(due.getEpochSecond(), Long.MAX_VALUE / 2000) * 1000 + due.getNano() / 1_000_000;
        boolean sooner;
        lock.lock();
        try {
            if (timer.isSet() && timer.dueMillis <= dueMillis) {
                return;
            }
            wheel.set(timer, dueMillis);
            sooner = dueMillis < sleepsUntilMillis;
        } finally {
            lock.unlock();
        }
        if (sooner) {
            earlier.ring();
        }
    }

    /** Wakes what is due, until {@link #stop}; {@code wake} is called with each lot, and may keep nothing of the list. */
    void turn(Consumer<List<T>> wake) {
        var due = new ArrayList<T>();
        try {
            while (running) {
                long wait = advance(due);
                if (!due.isEmpty()) {
                    wake.accept(due);
                    due.clear();
                } else if (wait == Long.MAX_VALUE) {
                    earlier.await();
                } else {
                    boolean unused = earlier.await(Duration.ofMillis(wait));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private long advance(List<T> due) {
        lock.lock();
        try {
            long now = time.now().toEpochMilli();
            long wait = Math.max(1, wheel.advance(now, due));
            sleepsUntilMillis = wait == Long.MAX_VALUE ? Long.MAX_VALUE : now + wait;
            return wait;
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        running = false;
        earlier.ring();
    }
}
