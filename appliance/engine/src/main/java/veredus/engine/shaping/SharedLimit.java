package veredus.engine.shaping;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import veredus.api.policy.LimitRules;
import veredus.api.policy.Rate;
import veredus.world.Time;

/**
 * One count of a shared limit: the places for what it counts together. A delivery takes a place before it is ready, and
 * gives it back when it has landed or rests again.
 *
 * <p>A rate is spread evenly. What nobody came for is made up for by at most {@link #SLACK}'s worth, since who waits is
 * woken by a clock that is no finer; and a delivery whose turn it is at another limit may go one message early, so that
 * it does not wait for two at once for ever. In a time T at most {@code rate * (T + SLACK) + 2} places are given.
 *
 * <p>Guarded by its own lock; never blocks.
 */
public final class SharedLimit {
    static final Duration SLACK = Duration.ofMillis(100);

    /** Where there is neither rate nor count, as after the rule has gone. */
    private static final int PLENTY = 1_000;

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private LimitRules.Match match;
    private Optional<TokenBucket> rate;
    private boolean lifted;
    private boolean forgotten;
    private int used;

    /** What became of asking for a place. */
    public enum Taken {
        YES,
        NO,
        /** This count is no longer in use: ask for the one of the same name. */
        FORGOTTEN
    }

    /**
     * How it stands.
     *
     * @param used deliveries on their way
     * @param waitNanos until its rate lets the next one go; 0 for at once
     * @param room how many could go now
     */
    public record View(LimitRules.Match match, int used, long waitNanos, int room) {}

    public SharedLimit(LimitRules.Match match, Time time) {
        this.time = time;
        this.match = match;
        this.rate = bucket(match);
    }

    private Optional<TokenBucket> bucket(LimitRules.Match of) {
        return written(of).map(set -> new TokenBucket(set, time.nanos(), SLACK.toNanos()));
    }

    private static Optional<Rate> written(LimitRules.Match of) {
        return of.rule().messageRate().filter(set -> !set.isUnlimited());
    }

    /** Takes a place. {@code early} is whether the rate may be passed by one message. */
    public Taken take(boolean early) {
        lock.lock();
        try {
            if (forgotten) {
                return Taken.FORGOTTEN;
            }
            if (places() <= 0) {
                return Taken.NO;
            }
            if (rate.isPresent()) {
                long longest = early ? rate.get().intervalNanos() : 0;
                if (rate.get().reserve(time.nanos(), longest) > longest) {
                    return Taken.NO;
                }
            }
            used++;
            return Taken.YES;
        } finally {
            lock.unlock();
        }
    }

    /** The delivery has landed, or rests again: somebody else may be on the way in its place. */
    public void giveBack() {
        lock.lock();
        try {
            used--;
        } finally {
            lock.unlock();
        }
    }

    /** The place that was taken is not used: it counts for nothing. */
    public void giveBackUnused() {
        lock.lock();
        try {
            used--;
            rate.ifPresent(TokenBucket::giveBack);
        } finally {
            lock.unlock();
        }
    }

    /** Takes changed values over; what is on the way stays counted. */
    public void limit(LimitRules.Match changed) {
        lock.lock();
        try {
            if (lifted || !written(changed).equals(written(match))) {
                rate = bucket(changed);
            }
            match = changed;
            lifted = false;
        } finally {
            lock.unlock();
        }
    }

    /** Its rule has gone: it holds nobody up any more. */
    public void lift() {
        lock.lock();
        try {
            lifted = true;
            rate = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of it when nothing is on the way and its rate is not used; answers whether it has. */
    public boolean forget() {
        lock.lock();
        try {
            long now = time.nanos();
            forgotten |= used == 0 && rate.map(bucket -> bucket.waitNanos(now)).orElse(0L) == 0;
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    public boolean isForgotten() {
        lock.lock();
        try {
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    /** How many could go now. */
    public int room() {
        lock.lock();
        try {
            return roomNow();
        } finally {
            lock.unlock();
        }
    }

    private int roomNow() {
        long now = time.nanos();
        int byRate = rate.map(bucket -> bucket.free(now, PLENTY)).orElse(PLENTY);
        return Math.max(0, Math.min(byRate, places()));
    }

    private int places() {
        return lifted
                ? PLENTY
                : match.rule().maxConnections().map(most -> most - used).orElse(PLENTY);
    }

    /** Nanoseconds until its rate lets the next one go; 0 where it is not the rate that holds up. */
    public long waitNanos() {
        lock.lock();
        try {
            long now = time.nanos();
            return rate.map(bucket -> bucket.waitNanos(now)).orElse(0L);
        } finally {
            lock.unlock();
        }
    }

    /** The rule and what is counted together. */
    public LimitRules.Match match() {
        lock.lock();
        try {
            return match;
        } finally {
            lock.unlock();
        }
    }

    public View view() {
        lock.lock();
        try {
            long now = time.nanos();
            long wait = rate.map(bucket -> bucket.waitNanos(now)).orElse(0L);
            return new View(match, used, wait, roomNow());
        } finally {
            lock.unlock();
        }
    }
}
