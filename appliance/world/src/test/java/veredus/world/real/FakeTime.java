package veredus.world.real;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import veredus.world.Bell;
import veredus.world.Time;

/** A clock that a test moves by hand. Nobody waits by it. */
final class FakeTime implements Time {
    private final AtomicLong nanos = new AtomicLong();

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void sleep(Duration duration) {
        advance(duration);
    }

    @Override
    public Bell bell() {
        throw new UnsupportedOperationException("A fake clock has no bells");
    }
}
