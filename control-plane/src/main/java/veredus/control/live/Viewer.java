package veredus.control.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import veredus.world.Bell;

/**
 * One browser that watches. What it has not taken yet waits in a queue of {@link #MOST_WAITING}; whoever is slower loses
 * the oldest, which the next replaces anyway. One thread takes, another offers.
 */
public final class Viewer implements AutoCloseable {
    static final int MOST_WAITING = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>(MOST_WAITING);
    private final Bell bell;
    private final Consumer<Viewer> leave;
    private volatile boolean closed;

    Viewer(Bell bell, Consumer<Viewer> leave) {
        this.bell = bell;
        this.leave = leave;
    }

    void offer(Frame frame) {
        lock.lock();
        try {
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
            }
            waiting.addLast(frame);
        } finally {
            lock.unlock();
        }
        bell.ring();
    }

    /** The next frame, waiting for it at most {@code limit}; absent when none came. */
    public Optional<Frame> next(Duration limit) throws InterruptedException {
        Optional<Frame> there = poll();
        if (there.isEmpty() && !closed) {
            bell.await(limit);
            there = poll();
        }
        return there;
    }

    private Optional<Frame> poll() {
        lock.lock();
        try {
            return Optional.ofNullable(waiting.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    /** Whether there will be nothing more: the control plane stops. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        leave.accept(this);
        bell.ring();
    }
}
