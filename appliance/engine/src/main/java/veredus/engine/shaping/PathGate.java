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
 * deliveries took; so a fast peer is served over few connections and a slow one over many. Where nothing has been served
 * for {@link #STALLED_AFTER}, twice as many are wanted, up to one for each delivery, so that mail does not wait behind
 * connections that hang.
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

    /** When nothing has been served for so long, the connections that are open may hang, and as many again are wanted. */
    static final Duration STALLED_AFTER = Duration.ofSeconds(1);

    /** So long after its last success a path counts as one that serves. */
    static final Duration SERVING_FOR = Duration.ofMinutes(1);

    /** After this without a success or a new connection, what waits is taken to wait on for long. */
    private static final Duration HANGING_AFTER = Duration.ofSeconds(2);

    private static final int SMOOTHING = 16;

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private PathLimits limits;
    private Optional<TokenBucket> messages;
    private Optional<TokenBucket> connects;
    private int open;
    private int allowed;
    private long serviceNanos = UNKNOWN_SERVICE.toNanos();
    /** When a connection was last opened or a delivery served. */
    private long lastMovedNanos;
    /** Connections wanted because those that were open hung. */
    private int stalledGoal;

    private boolean servedBefore;
    private long lastServedNanos;

    private int failures;
    private String lastFailure = "";
    private boolean resting;
    /** Not by the wall clock: a path must not rest longer because that is set back. */
    private long restsUntilNanos;

    private Instant lastSuccess = Instant.EPOCH;

    public PathGate(PathLimits limits, Time time) {
        this.time = time;
        this.limits = limits;
        this.allowed = limits.connectionRamp();
        this.lastMovedNanos = time.nanos();
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
            if (waiting == 0 || isFull() || waitNanos() > 0) {
                return false;
            }
            long useful = useful(waiting, inFlight);
            long wanted = Math.min(useful, 1 + waiting * serviceNanos / TARGET_WAIT.toNanos());
            if (open >= Math.max(wanted, Math.min(useful, stalledGoal))) {
                if (open >= useful || stallNanos() > 0) {
                    return false;
                }
                stalledGoal = 2 * open;
            }
            connects.ifPresent(bucket -> bucket.reserve(time.nanos(), 0));
            open++;
            lastMovedNanos = time.nanos();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The permit that was just taken is not used. */
    public void notOpened() {
        lock.lock();
        try {
            open--;
            connects.ifPresent(TokenBucket::giveBack);
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds after which to ask again for a connection, if deliveries still wait then; 0 for no need to. */
    public long openWaitNanos(int waiting, int inFlight) {
        lock.lock();
        try {
            return isFull() || open >= useful(waiting, inFlight) ? 0 : Math.max(waitNanos(), stallNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds until the path's rates or its backoff let another connection be opened. */
    public long rateWaitNanos() {
        lock.lock();
        try {
            return isFull() ? 0 : waitNanos();
        } finally {
            lock.unlock();
        }
    }

    /** More than one for each delivery that waits or keeps one busy would be of no use. */
    private long useful(int waiting, int inFlight) {
        return (long) waiting + Math.min(inFlight, open);
    }

    private boolean isFull() {
        return open >= Math.min(allowed, limits.maxConnections());
    }

    /** Nanoseconds until the open connections count as hanging. */
    private long stallNanos() {
        return open == 0 ? 0 : Math.max(0, lastMovedNanos + STALLED_AFTER.toNanos() - time.nanos());
    }

    /** A connection more is of no use while messages wait for their rate, unless there is none to hold for them. */
    private long waitNanos() {
        long now = time.nanos();
        long forMessage = messages.map(bucket -> bucket.waitNanos(now)).orElse(0L);
        long held = open > 0 ? 0 : HOLD_FOR_RATE.toNanos();
        long forConnect = connects.map(bucket -> bucket.waitNanos(now)).orElse(0L);
        long forRest = resting ? restsUntilNanos - now : 0;
        return Math.max(Math.max(0, forRest), Math.max(forConnect, forMessage - held));
    }

    public void closed() {
        lock.lock();
        try {
            open--;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next message's place in the path's rate, unless that is further off than {@link #HOLD_FOR_RATE}; answers
     * the nanoseconds to wait for it.
     */
    public long reserveMessage() {
        lock.lock();
        try {
            return messages.map(bucket -> bucket.reserve(time.nanos(), HOLD_FOR_RATE.toNanos()))
                    .orElse(0L);
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
            lastMovedNanos = time.nanos();
            servedBefore = true;
            lastServedNanos = lastMovedNanos;
            stalledGoal = 0;
            failures = 0;
            resting = false;
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
            Duration bounded = rest.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : rest;
            resting = true;
            restsUntilNanos = time.nanos() + bounded.toNanos();
            lastFailure = cause;
            allowed = limits.connectionRamp();
            return Optional.of(time.now().plus(bounded));
        } finally {
            lock.unlock();
        }
    }

    /** Ends a backoff at once, for an operator. */
    public void revive() {
        lock.lock();
        try {
            resting = false;
        } finally {
            lock.unlock();
        }
    }

    /** The state now; a backoff that is over is normal. */
    public PathState state() {
        lock.lock();
        try {
            long left = resting ? restsUntilNanos - time.nanos() : 0;
            return left > 0
                    ? new PathState.Backoff(time.now().plusNanos(left), failures, lastFailure)
                    : PathState.NORMAL;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a delivery has been served within {@link #SERVING_FOR}. */
    public boolean isServing() {
        lock.lock();
        try {
            return servedLately();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing has been served, nor a connection opened, for {@link #HANGING_AFTER}. */
    public boolean isStalled() {
        lock.lock();
        try {
            return time.nanos() - lastMovedNanos > HANGING_AFTER.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** What the connection is worth for which the permit was taken last. */
    public Standing standing() {
        lock.lock();
        try {
            if (servedLately()) {
                return Standing.SERVING;
            }
            return open <= 1 ? Standing.FIRST : Standing.MORE;
        } finally {
            lock.unlock();
        }
    }

    private boolean servedLately() {
        return servedBefore && time.nanos() - lastServedNanos < SERVING_FOR.toNanos();
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

    /** Whether more are open than the limits, which may have changed, allow. */
    public boolean hasTooMany() {
        lock.lock();
        try {
            return open > limits.maxConnections();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing would be lost by forgetting it: no connection, no place in a rate, no failure to remember. */
    public boolean isForgettable() {
        lock.lock();
        try {
            long now = time.nanos();
            boolean failing = failures > 0 && now - restsUntilNanos < LONGEST_BACKOFF.toNanos();
            return open == 0
                    && !failing
                    && messages.map(bucket -> bucket.waitNanos(now)).orElse(0L) == 0
                    && connects.map(bucket -> bucket.waitNanos(now)).orElse(0L) == 0;
        } finally {
            lock.unlock();
        }
    }
}
