package veredus.engine.shaping;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections that may be open over all paths. A path that asks in vain is remembered and called, in turn, when one
 * is free. Guarded by its own lock; callbacks run outside it.
 */
public final class ConnectionBudget {
    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int open;

    public ConnectionBudget(int bound) {
        this.bound = bound;
    }

    /** Takes one, or remembers to call {@code whenFree} (once) and answers false. */
    public boolean take(Runnable whenFree) {
        lock.lock();
        try {
            if (open < bound) {
                open++;
                return true;
            }
            waiting.add(whenFree);
            return false;
        } finally {
            lock.unlock();
        }
    }

    public void giveBack() {
        Runnable next;
        lock.lock();
        try {
            open--;
            next = waiting.poll();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.run();
        }
    }

    public int open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }
}
