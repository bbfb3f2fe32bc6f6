package veredus.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import veredus.engine.envelope.Samples;
import veredus.world.Bell;
import veredus.world.Time;

/** A clock that a test sets. It has no bells: what waits is tested with real time. */
public final class TestTime implements Time {
    private final AtomicLong nanos = new AtomicLong();

    public void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    @Override
    public Instant now() {
        return Samples.NOON.plusNanos(nanos.get());
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void sleep(Duration duration) {
        pass(duration);
    }

    @Override
    public Bell bell() {
        throw new UnsupportedOperationException("this clock has no bells");
    }
}
