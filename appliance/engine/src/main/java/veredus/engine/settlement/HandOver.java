package veredus.engine.settlement;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import veredus.world.Bell;
import veredus.world.Time;

/**
 * Where dispatchers and receptions leave effects for the settlement thread. Bounded by weight: beyond the bound whoever
 * hands over waits, and so a slow disk slows mail down instead of filling memory. First in, first out.
 *
 * <p>Any thread may {@link #put}; one thread takes. {@code lock} guards all fields.
 */
final class HandOver {
    private final int bound;
    private final int batchBound;
    private final Time time;
    private final Bell bell;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Effects> waiting = new ArrayDeque<>();
    private long oldestNanos;
    private int weight;
    private boolean closed;

    HandOver(Time time, int bound, int batchBound) {
        this.time = time;
        this.bell = time.bell();
        this.bound = bound;
        this.batchBound = batchBound;
    }

    /**
     * Leaves {@code effects}; waits while there is no room. Not interruptible: what a peer has said must not be lost.
     *
     * @throws IllegalStateException when closed
     */
    void put(Effects effects) {
        boolean ring;
        lock.lock();
        try {
            while (weight >= bound && !closed) {
                room.awaitUninterruptibly();
            }
            if (closed) {
                throw new IllegalStateException("settlement is closed");
            }
            boolean first = waiting.isEmpty();
            if (first) {
                oldestNanos = time.nanos();
            }
            boolean wasFull = weight >= batchBound;
            waiting.add(effects);
            weight += effects.weight();
            ring = first || (!wasFull && weight >= batchBound);
        } finally {
            lock.unlock();
        }
        if (ring) {
            bell.ring();
        }
    }

    /**
     * The next batch: what has gathered within {@code gather} of its oldest part, or at once when it is full. Waits at
     * most {@code patience} for something to come, then answers an empty list; so it does when closed and empty.
     */
    List<Effects> take(Duration gather, Duration patience) throws InterruptedException {
        while (isEmpty()) {
            if (isClosed() || (!bell.await(patience) && isEmpty())) {
                return List.of();
            }
        }
        Duration rest = restOf(gather);
        while (!rest.isNegative() && !rest.isZero()) {
            bell.await(rest);
            rest = restOf(gather);
        }
        return drain();
    }

    private Duration restOf(Duration gather) {
        lock.lock();
        try {
            return closed || weight >= batchBound ? Duration.ZERO : gather.minusNanos(time.nanos() - oldestNanos);
        } finally {
            lock.unlock();
        }
    }

    private List<Effects> drain() {
        lock.lock();
        try {
            var batch = new ArrayList<Effects>(waiting.size());
            int taken = 0;
            while (taken < batchBound && !waiting.isEmpty()) {
                Effects effects = waiting.remove();
                taken += effects.weight();
                batch.add(effects);
            }
            weight -= taken;
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** How much waits, in records. */
    int weight() {
        lock.lock();
        try {
            return weight;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what waits is still given out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        bell.ring();
    }
}
