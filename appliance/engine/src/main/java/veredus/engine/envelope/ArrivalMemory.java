package veredus.engine.envelope;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of all messages that are coming in, together: what of them is in buffers and not yet in the log.
 * Each may have {@link #FREE_BYTES} without asking, which ordinary mail never leaves; what it wants beyond is taken from
 * here. A message that gets nothing goes to the log in smaller pieces: slower, not refused.
 *
 * <p>So the most that reception can hold is this bound, and for each connection a few times {@link #FREE_BYTES}. Safe for
 * many threads.
 */
public final class ArrivalMemory {
    /** What a buffer may have without asking. */
    public static final int FREE_BYTES = 16 * 1024;

    private final long boundBytes;
    private final AtomicLong used = new AtomicLong();

    public ArrivalMemory(long boundBytes) {
        this.boundBytes = boundBytes;
    }

    /** For those who bring few messages of their own. */
    public static ArrivalMemory unbounded() {
        return new ArrivalMemory(Long.MAX_VALUE);
    }

    /** Takes {@code bytes}, or answers that so many are not left. */
    public boolean reserve(long bytes) {
        long before = used.get();
        while (bytes <= boundBytes - before) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    /** Gives back what was taken. */
    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    public long usedBytes() {
        return used.get();
    }
}
