package veredus.engine.envelope;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that message bodies take until their first attempt has ended. Safe for many threads. */
public final class BodyMemory {
    private final long boundBytes;
    private final AtomicLong used = new AtomicLong();

    public BodyMemory(long boundBytes) {
        this.boundBytes = boundBytes;
    }

    /** Takes {@code bytes}, or answers that they do not fit. */
    public boolean reserve(long bytes) {
        if (used.addAndGet(bytes) <= boundBytes) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    public long boundBytes() {
        return boundBytes;
    }

    public long usedBytes() {
        return used.get();
    }
}
