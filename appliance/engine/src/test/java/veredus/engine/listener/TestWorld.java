package veredus.engine.listener;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import veredus.world.Bell;
import veredus.world.Time;
import veredus.world.World;
import veredus.world.real.RealTime;
import veredus.world.real.RealWorld;

/** The real doors, but that nobody sleeps: what a session waits for on purpose takes no time. */
final class TestWorld {
    private static final World WORLD = make();

    private TestWorld() {}

    static World get() {
        return WORLD;
    }

    /** A time whose nanoseconds are these. */
    static Time at(LongSupplier nanos) {
        return new Sleepless(new RealTime(), nanos);
    }

    private static World make() {
        var time = new Sleepless(new RealTime(), System::nanoTime);
        World real = RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
        return new World(time, real.chance(), real.threads(), real.network(), real.dns(), real.disk());
    }

    private record Sleepless(RealTime real, LongSupplier clock) implements Time {
        @Override
        public Instant now() {
            return real.now();
        }

        @Override
        public long nanos() {
            return clock.getAsLong();
        }

        @Override
        public void sleep(Duration duration) {}

        @Override
        public Bell bell() {
            return real.bell();
        }
    }
}
