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

    /** Takes the next free place and answers how many nanoseconds from now it is; 0 for at once. */
    public synchronized long reserve(long nowNanos) {
        long place = Math.max(nextFreeNanos, nowNanos);
        nextFreeNanos = place + intervalNanos;
        return place - nowNanos;
    }

    /** How many nanoseconds from now the next place would be; takes nothing. */
    public synchronized long waitNanos(long nowNanos) {
        return Math.max(0, nextFreeNanos - nowNanos);
    }

    /** Gives back the place taken last, unused. */
    public synchronized void giveBack() {
        nextFreeNanos -= intervalNanos;
    }
}
