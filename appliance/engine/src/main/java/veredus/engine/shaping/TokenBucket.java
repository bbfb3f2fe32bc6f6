package veredus.engine.shaping;

import veredus.api.policy.Rate;

/**
 * A rate, evenly spread, with a burst of one: the generic cell rate algorithm. Who takes a place is told how long to
 * wait for it, so nobody polls and places are given in the order in which they were asked for. Guarded by its own lock;
 * never blocks.
 */
public final class TokenBucket {
    private final long intervalNanos;
    private final long slackNanos;
    private long nextFreeNanos;

    /** A bucket for {@code rate} that is full at {@code nowNanos}. */
    public TokenBucket(Rate rate, long nowNanos) {
        this(rate, nowNanos, 0);
    }

    /** The same, in which places that nobody took are kept for {@code slackNanos}. */
    TokenBucket(Rate rate, long nowNanos, long slackNanos) {
        this.slackNanos = slackNanos;
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
            nextFreeNanos = Math.max(nextFreeNanos, nowNanos - slackNanos) + intervalNanos;
        }
        return wait;
    }

    /** How many nanoseconds from now the next place would be; takes nothing. */
    public synchronized long waitNanos(long nowNanos) {
        return Math.max(0, nextFreeNanos - nowNanos);
    }

    /** How many places there are now, counted up to {@code most}. */
    synchronized int free(long nowNanos, int most) {
        long from = Math.max(nextFreeNanos, nowNanos - slackNanos);
        return from > nowNanos ? 0 : (int) Math.min(most, (nowNanos - from) / intervalNanos + 1);
    }

    /** Nanoseconds from one place to the next. */
    long intervalNanos() {
        return intervalNanos;
    }

    /** Gives back the place taken last, unused; nobody may have taken another meanwhile. */
    public synchronized void giveBack() {
        nextFreeNanos -= intervalNanos;
    }
}
