package veredus.engine.listener;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Large buffers, lent to sessions while a message comes in; a session that waits for a command has none. At most
 * {@link #LARGE_MAX} are out at once: beyond that, as when thousands of clients drip their messages at us, sessions get
 * a small one and read in more pieces. Shared by all sessions; safe for many threads.
 */
public final class ReadBuffers {
    static final int LARGE = 64 * 1024;
    static final int SMALL = 8 * 1024;
    static final int LARGE_MAX = 1024;
    private static final int SPARE_MAX = 256;

    private final ArrayBlockingQueue<byte[]> spare = new ArrayBlockingQueue<>(SPARE_MAX);
    private final AtomicInteger lent = new AtomicInteger();

    byte[] borrow() {
        if (lent.incrementAndGet() > LARGE_MAX) {
            lent.decrementAndGet();
            return new byte[SMALL];
        }
        byte[] found = spare.poll();
        return found == null ? new byte[LARGE] : found;
    }

    void giveBack(byte[] buffer) {
        if (buffer.length == LARGE) {
            lent.decrementAndGet();
            // Where there is no room the collector takes it.
            spare.offer(buffer);
        }
    }

    int lent() {
        return lent.get();
    }
}
