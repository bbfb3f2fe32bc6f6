package veredus.engine.envelope;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the memory that message bodies take until their first attempt has ended. When it is full, the bodies that have
 * been in it longest are let go for new ones: those are the ones that wait for a site that hangs, and they can be read
 * from the log. Otherwise a few such sites would take all of it, and every other message would be read from the log.
 *
 * <p>Safe for many threads; its own lock is short.
 */
public final class BodyMemory {
    /** Bodies that are remembered in the order they came; the oldest is let go for one more. */
    private static final int BODIES_BOUND = 65_536;

    private final long boundBytes;
    private final ReentrantLock lock = new ReentrantLock();

    /** Oldest first. Those that have been let go meanwhile are dropped when they come to the front. */
    private final Deque<Body> held = new ArrayDeque<>();

    private long used;

    public BodyMemory(long boundBytes) {
        this.boundBytes = boundBytes;
    }

    /** Takes {@code bytes} for what is not let go by itself, at the expense of bodies, or answers that they do not fit. */
    public boolean reserve(long bytes) {
        lock.lock();
        try {
            return take(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Takes {@code body} in at the expense of older ones, or answers that there is no room for it. */
    boolean hold(Body body) {
        lock.lock();
        try {
            boolean fits = take(body.sizeBytes());
            if (fits) {
                held.add(body);
            }
            return fits;
        } finally {
            lock.unlock();
        }
    }

    private boolean take(long bytes) {
        if (bytes > boundBytes) {
            return false;
        }
        while (!held.isEmpty() && (used > boundBytes - bytes || held.size() >= BODIES_BOUND)) {
            held.remove().forget();
        }
        boolean fits = used <= boundBytes - bytes;
        used += fits ? bytes : 0;
        return fits;
    }

    public void release(long bytes) {
        lock.lock();
        try {
            used -= bytes;
            while (!held.isEmpty() && held.element().inMemory() == null) {
                held.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    public long boundBytes() {
        return boundBytes;
    }

    /** Bytes held now; more than the bound only while a body that is let go is not counted off yet. */
    public long usedBytes() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }
}
