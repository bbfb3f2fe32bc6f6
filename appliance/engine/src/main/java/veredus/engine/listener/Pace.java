package veredus.engine.listener;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import veredus.api.policy.ListenerPolicy;
import veredus.world.Time;

/**
 * Reads the bytes of one message and watches how they come: no silence longer than the idle limit, not slower than the
 * minimum rate over any window, not longer in all than a session may take. Only time spent waiting for the client
 * counts for the rate, not what our disk takes. One thread.
 */
final class Pace {
    /** Over how long the rate is measured, unless the idle limit is shorter. */
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final SessionInput input;
    private final Time time;
    private final long minRate;
    private final Duration window;
    private final Duration whole;
    private final long begin;

    private long waitedNanos;
    private long windowBytes;

    Pace(SessionInput input, Time time, ListenerPolicy policy) {
        this.input = input;
        this.time = time;
        this.minRate = policy.minDataRate();
        this.window = policy.idleLimit().compareTo(WINDOW) < 0 ? policy.idleLimit() : WINDOW;
        this.whole = policy.sessionLimit();
        this.begin = time.nanos();
    }

    /** What it reads into. */
    SessionInput input() {
        return input;
    }

    /**
     * Reads once.
     *
     * @throws SocketTimeoutException when the client is too slow
     * @throws EOFException when it has gone
     */
    void more() throws IOException {
        long before = time.nanos();
        if (before - begin > whole.toNanos()) {
            throw new SocketTimeoutException("longer than " + whole + " for one message");
        }
        // With no minimum rate a window is the longest silence; with one, a silent window is too slow by itself.
        int got = input.fill(window);
        if (got < 0) {
            throw new EOFException("the client left in the middle of a message");
        }
        waitedNanos += time.nanos() - before;
        windowBytes += got;
        if (waitedNanos >= window.toNanos()) {
            if (windowBytes * Duration.ofSeconds(1).toNanos() / waitedNanos < minRate) {
                throw new SocketTimeoutException("slower than " + minRate + " bytes per second");
            }
            waitedNanos = 0;
            windowBytes = 0;
        }
    }
}
