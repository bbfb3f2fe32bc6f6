package veredus.engine.shaping;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections that may be open over all paths. A path that asks in vain is remembered, once, and called in turn when
 * one is free; what it does not take then is offered to the next. Guarded by its own lock; callbacks run outside it.
 */
public final class ConnectionBudget {
    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int open;

    public ConnectionBudget(int bound) {
        this.bound = bound;
    }

    /** Takes one, or remembers to call {@code whenFree}, always the same of one path, and answers false. */
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
        lock.lock();
        try {
            open--;
        } finally {
            lock.unlock();
        }
        for (Runnable next = nextWaiting(); next != null; next = nextWaiting()) {
            next.run();
        }
    }

    /** Who has waited longest, while there is a connection to be had. */
    private @Nullable Runnable nextWaiting() {
        lock.lock();
        try {
            if (open >= bound || waiting.isEmpty()) {
                return null;
            }
            var turns = waiting.iterator();
            Runnable next = turns.next();
            turns.remove();
            return next;
        } finally {
            lock.unlock();
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
