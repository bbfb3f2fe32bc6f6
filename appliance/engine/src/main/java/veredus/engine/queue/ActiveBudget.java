package veredus.engine.queue;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the deliveries that wait in memory over all paths, and shares that bound by dynamic thresholds (Choudhury and
 * Hahne, 1998): the more is in use, the less a path may hold. The threshold here is the square of what is free, so that
 * after n destinations have hung and filled up, one part in n of the bound is still free for the others; with a plain
 * half of what is free it would be gone after ten. An eighth is only for paths that serve, so that no number of sites
 * that hang can keep the others' mail out of memory. Safe for many threads.
 */
final class ActiveBudget {
    private static final long LEAST_SHARE = 4;
    private static final int SERVING_PART = 8;

    private final int bound;
    private final AtomicInteger used = new AtomicInteger();

    ActiveBudget(int bound) {
        this.bound = bound;
    }

    /**
     * Takes a place for a path that holds {@code held} and may hold {@code limit}, or answers that there is none.
     *
     * @param serving whether the path has served lately
     */
    boolean take(int held, int limit, boolean serving) {
        long mine = serving ? bound : bound - bound / SERVING_PART;
        long free = mine - used.get();
        if (free <= 0 || held >= Math.min(limit, Math.max(LEAST_SHARE, free * free / mine))) {
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
