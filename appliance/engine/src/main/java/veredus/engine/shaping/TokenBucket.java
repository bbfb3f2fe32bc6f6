package veredus.engine.shaping;

import veredus.api.policy.Rate;

/**
 * A rate, evenly spread, with a burst of one: the generic cell rate algorithm. Who takes a place is told how long to
 * wait for it, so nobody polls and places are given in the order in which they were asked for. Guarded by its own lock;
 * never blocks.
 */
public final class TokenBucket {
    private final long intervalNanos;
    private long nextFreeNanos;

    /** A bucket for {@code rate} that is full at {@code nowNanos}. */
    public TokenBucket(Rate rate, long nowNanos) {
        this.intervalNanos = Math.max(1, rate.per().toNanos() / rate.count());
        this.nextFreeNanos = nowNanos;
    }

    /**
     * Answers how many nanoseconds from now the next place is, 0 for at once, and takes it if that is not more than
     * {@code longestNanos}.
     */
    public synchronized long reserve(long nowNanos, long longestNanos) {
        long wait = waitNanos(nowNanos);
        if (wait <= longestNanos) {
            nextFreeNanos = nowNanos + wait + intervalNanos;
        }
        return wait;
    }

    /** How many nanoseconds from now the next place would be; takes nothing. */
    public synchronized long waitNanos(long nowNanos) {
        return Math.max(0, nextFreeNanos - nowNanos);
    }

    /** Gives back the place taken last, unused; nobody may have taken another meanwhile. */
    public synchronized void giveBack() {
        nextFreeNanos -= intervalNanos;
    }
}
