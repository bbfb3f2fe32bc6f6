package veredus.engine.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.Proxy;
import veredus.world.Time;

/**
 * How one proxy fares. After a failure it rests, twice as long with each in a row; a success ends that, and so does a
 * change of its settings. Guarded by its own lock.
 */
final class ProxyState {
    static final Duration FIRST_REST = Duration.ofSeconds(5);
    static final Duration LONGEST_REST = Duration.ofMinutes(5);
    private static final int DOUBLINGS_MAX = 10;

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Proxy known;
    private long failed;
    private int inRow;
    private boolean resting;
    /** Not by the wall clock, which may be set back. */
    private long restsUntilNanos;

    private String cause = "";

    ProxyState(Time time) {
        this.time = time;
    }

    /** Notes a failure and answers how long it rests now; one that was under way when it came to rest adds nothing. */
    Duration failed(Proxy proxy, String why) {
        lock.lock();
        try {
            take(proxy);
            failed++;
            long left = resting ? restsUntilNanos - time.nanos() : 0;
            if (left > 0) {
                return Duration.ofNanos(left);
            }
            inRow++;
            cause = why;
            Duration rest = FIRST_REST.multipliedBy(1L << Math.min(inRow - 1, DOUBLINGS_MAX));
            Duration bounded = rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
            resting = true;
            restsUntilNanos = time.nanos() + bounded.toNanos();
            return bounded;
        } finally {
            lock.unlock();
        }
    }

    void worked(Proxy proxy) {
        lock.lock();
        try {
            take(proxy);
            inRow = 0;
            resting = false;
        } finally {
            lock.unlock();
        }
    }

    /** Until when nothing is sent through it, and why. */
    Optional<ProxyRest> rest(Proxy proxy) {
        lock.lock();
        try {
            take(proxy);
            long left = resting ? restsUntilNanos - time.nanos() : 0;
            return left > 0
                    ? Optional.of(new ProxyRest(proxy.name(), time.now().plusNanos(left), inRow, cause))
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Since the start. */
    long failures() {
        lock.lock();
        try {
            return failed;
        } finally {
            lock.unlock();
        }
    }

    /** What was learned of other settings counts no more. Needs the lock. */
    private void take(Proxy proxy) {
        Proxy before = known;
        if (before == null || !before.equals(proxy)) {
            known = proxy;
            inRow = 0;
            resting = false;
        }
    }
}
