package veredus.engine.shaping;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections that may be open over all paths. Sites that hang hold theirs for minutes, so the last eighth of the
 * bound is kept for paths that serve, and the eighth before it for these and for first connections: however many sites
 * hang, the others go on.
 *
 * <p>A path that asks in vain is remembered, once in each {@link Standing}, and called in turn when one is free, the
 * worthiest first; what it does not take then is offered to the next. Guarded by its own lock; callbacks run outside it.
 */
public final class ConnectionBudget {
    private static final int KEPT_PART = 8;

    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Standing, Set<Runnable>> waiting = new EnumMap<>(Standing.class);
    private int open;

    public ConnectionBudget(int bound) {
        this.bound = bound;
    }

    /** Takes one, or remembers to call {@code whenFree}, always the same of one path, and answers false. */
    public boolean take(Standing standing, Runnable whenFree) {
        lock.lock();
        try {
            if (isFree(standing)) {
                open++;
                return true;
            }
            waiting.computeIfAbsent(standing, absent -> new LinkedHashSet<>()).add(whenFree);
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

    /** Who has waited longest of the worthiest, while there is a connection to be had. */
    private @Nullable Runnable nextWaiting() {
        lock.lock();
        try {
            for (var each : waiting.entrySet()) {
                var turns = each.getValue().iterator();
                if (isFree(each.getKey()) && turns.hasNext()) {
                    Runnable next = turns.next();
                    turns.remove();
                    return next;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Needs the lock. */
    private boolean isFree(Standing standing) {
        return open < bound - bound / KEPT_PART * standing.keptParts;
    }

    /** Whether those that are left are kept for paths that serve and for first connections. */
    public boolean isShort() {
        lock.lock();
        try {
            return !isFree(Standing.MORE);
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
