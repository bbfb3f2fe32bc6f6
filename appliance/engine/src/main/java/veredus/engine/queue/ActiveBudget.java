package veredus.engine.queue;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the deliveries that wait in memory over all paths, and shares that bound by dynamic thresholds (Choudhury and
 * Hahne, 1998): the more is in use, the less a path may hold. The threshold here is the square of what is free, so that
 * after n destinations have hung and filled up, one part in n of the bound is still free for the others; with a plain
 * half of what is free it would be gone after ten. Safe for many threads.
 */
final class ActiveBudget {
    private static final long LEAST_SHARE = 4;

    private final int bound;
    private final AtomicInteger used = new AtomicInteger();

    ActiveBudget(int bound) {
        this.bound = bound;
    }

    /** Takes a place for a path that holds {@code held} and may hold {@code limit}, or answers that there is none. */
    boolean take(int held, int limit) {
        long free = (long) bound - used.get();
        if (free <= 0 || held >= Math.min(limit, Math.max(LEAST_SHARE, free * free / bound))) {
            return false;
        }
        used.incrementAndGet();
        return true;
    }

    /** Takes a place whether there is one or not, for a delivery that had one before. */
    void retake() {
        used.incrementAndGet();
    }

    void giveBack(int count) {
        used.addAndGet(-count);
    }

    int used() {
        return used.get();
    }
}
