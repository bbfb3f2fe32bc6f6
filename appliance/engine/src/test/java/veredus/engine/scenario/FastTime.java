package veredus.engine.scenario;

import java.time.Duration;
import java.time.Instant;
import veredus.world.Bell;
import veredus.world.Time;

/** Time that goes faster by a factor, from the moment it was made, so that a scenario need not wait for its retries. */
record FastTime(Time real, int factor, Instant startWall, long startNanos) implements Time {

    static FastTime of(Time real, int factor) {
        return new FastTime(real, factor, real.now(), real.nanos());
    }

    @Override
    public Instant now() {
        return startWall.plusNanos(nanos());
    }

    @Override
    public long nanos() {
        return (real.nanos() - startNanos) * factor;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        real.sleep(duration.dividedBy(factor));
    }

    @Override
    public Bell bell() {
        Bell bell = real.bell();
        return new Bell() {
            @Override
            public void ring() {
                bell.ring();
            }

            @Override
            public boolean await(Duration limit) throws InterruptedException {
                return bell.await(limit.dividedBy(factor));
            }

            @Override
            public void await() throws InterruptedException {
                bell.await();
            }
        };
    }
}
