package veredus.engine.shaping;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import veredus.api.policy.PathLimits;
import veredus.world.Time;

/**
 * The permits of one egress path: how many connections it may have now, when the next message may go, and whether it is
 * in backoff. It learns from how its connections fare.
 *
 * <p>Connections: at most the limit; before the path's first success no more than the ramp, and with each success as
 * many again. Enough are wanted that what waits is served within {@link #TARGET_WAIT}, by the time that recent
 * deliveries took; so a fast peer is served over few connections and a slow one over many.
 *
 * <p>Backoff: when a connection cannot be had and no other is open, the path rests, twice as long with each failure in a
 * row, from {@link #FIRST_BACKOFF} to {@link #LONGEST_BACKOFF}. Guarded by its own lock.
 */
public final class PathGate {
    static final Duration TARGET_WAIT = Duration.ofMillis(100);
    static final Duration FIRST_BACKOFF = Duration.ofSeconds(30);
    static final Duration LONGEST_BACKOFF = Duration.ofMinutes(15);
    /** A connection is held open while its next message waits this long for the path's rate; then it is closed. */
    public static final Duration HOLD_FOR_RATE = Duration.ofSeconds(2);

    /** What a delivery is taken to need until one has been seen. */
    private static final Duration UNKNOWN_SERVICE = Duration.ofSeconds(1);

    private static final int SMOOTHING = 16;

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private PathLimits limits;
    private Optional<TokenBucket> messages;
    private Optional<TokenBucket> connects;
    private int open;
    private int allowed;
    private long serviceNanos = UNKNOWN_SERVICE.toNanos();
    private int failures;
    private PathState state = PathState.NORMAL;
    private Instant lastSuccess = Instant.EPOCH;

    public PathGate(PathLimits limits, Time time) {
        this.time = time;
        this.limits = limits;
        this.allowed = limits.connectionRamp();
        this.messages = limits.messageRate().map(rate -> new TokenBucket(rate, time.nanos()));
        this.connects = limits.connectRate().map(rate -> new TokenBucket(rate, time.nanos()));
    }

    public PathLimits limits() {
        lock.lock();
        try {
            return limits;
        } finally {
            lock.unlock();
        }
    }

    /** Takes new limits over; what is open stays open. */
    public void limit(PathLimits changed) {
        lock.lock();
        try {
            if (!changed.messageRate().equals(limits.messageRate())) {
                messages = changed.messageRate().map(rate -> new TokenBucket(rate, time.nanos()));
            }
            if (!changed.connectRate().equals(limits.connectRate())) {
                connects = changed.connectRate().map(rate -> new TokenBucket(rate, time.nanos()));
            }
            limits = changed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a permit for one more connection when {@code waiting} deliveries make one worth while.
     *
     * @param inFlight deliveries that keep connections busy, which are then no help to those that wait
     */
    public boolean openFor(int waiting, int inFlight) {
        lock.lock();
        try {
            if (waiting == 0 || isResting() || open >= Math.min(allowed, limits.maxConnections())) {
                return false;
            }
            long useful = waiting + Math.min(inFlight, open);
            long wanted = Math.min(useful, 1 + waiting * serviceNanos / TARGET_WAIT.toNanos());
            if (open >= wanted || waitNanos() > 0) {
                return false;
            }
            connects.ifPresent(bucket -> bucket.reserve(time.nanos()));
            open++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds until the path's rates allow another connection; 0 when they do now. */
    public long openWaitNanos() {
        lock.lock();
        try {
            return waitNanos();
        } finally {
            lock.unlock();
        }
    }

    /** A connection more is of no use while messages wait for their rate, unless there is none to hold for them. */
    private long waitNanos() {
        long now = time.nanos();
        long forMessage = messages.map(bucket -> bucket.waitNanos(now)).orElse(0L);
        long held = open > 0 ? 0 : HOLD_FOR_RATE.toNanos();
        long forConnect = connects.map(bucket -> bucket.waitNanos(now)).orElse(0L);
        return Math.max(0, Math.max(forConnect, forMessage - held));
    }

    public void closed() {
        lock.lock();
        try {
            open--;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next message's place in the path's rate; answers the nanoseconds to wait for it. */
    public long reserveMessage() {
        lock.lock();
        try {
            return messages.map(bucket -> bucket.reserve(time.nanos())).orElse(0L);
        } finally {
            lock.unlock();
        }
    }

    /** Gives back a place that was not used. */
    public void giveBackMessage() {
        lock.lock();
        try {
            messages.ifPresent(TokenBucket::giveBack);
        } finally {
            lock.unlock();
        }
    }

    /** A transaction took {@code nanos} and the site answered. */
    public void served(long nanos) {
        lock.lock();
        try {
            serviceNanos += (nanos - serviceNanos) / SMOOTHING;
            if (lastSuccess.equals(Instant.EPOCH)) {
                serviceNanos = nanos;
            }
            lastSuccess = time.now();
            failures = 0;
            state = PathState.NORMAL;
            allowed = Math.min(limits.maxConnections(), allowed + limits.connectionRamp());
        } finally {
            lock.unlock();
        }
    }

    /**
     * A connection could not be had or broke off at the site's fault; its permit must already have been given back.
     *
     * @return until when the whole path rests; empty when other connections are still open
     */
    public Optional<Instant> failed(String cause) {
        lock.lock();
        try {
            if (open > 0) {
                allowed = Math.max(1, open);
                return Optional.empty();
            }
            failures++;
            Duration rest = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 10));
            Instant until = time.now().plus(rest.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : rest);
            state = new PathState.Backoff(until, failures, cause);
            allowed = limits.connectionRamp();
            return Optional.of(until);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a backoff at once, for an operator. */
    public void revive() {
        lock.lock();
        try {
            state = PathState.NORMAL;
        } finally {
            lock.unlock();
        }
    }

    /** The state now; a backoff that is over is normal. */
    public PathState state() {
        lock.lock();
        try {
            return isResting() ? state : PathState.NORMAL;
        } finally {
            lock.unlock();
        }
    }

    /** Connections open or being opened. */
    public int open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    public Instant lastSuccess() {
        lock.lock();
        try {
            return lastSuccess;
        } finally {
            lock.unlock();
        }
    }

    private boolean isResting() {
        return state instanceof PathState.Backoff(var until, var count, var cause)
                && time.now().isBefore(until);
    }
}
