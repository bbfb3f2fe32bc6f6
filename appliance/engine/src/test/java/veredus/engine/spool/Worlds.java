package veredus.engine.spool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import veredus.world.Bell;
import veredus.world.Disk;
import veredus.world.Time;
import veredus.world.World;
import veredus.world.real.RealWorld;

/** Worlds for the tests: the real one, with other doors where a test needs them. */
final class Worlds {
    private Worlds() {}

    static World real() {
        return RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));
    }

    static World with(Disk disk) {
        World real = real();
        return new World(real.time(), real.chance(), real.threads(), real.network(), real.dns(), disk);
    }

    /** With this disk, and with waits that end after {@code longest}, so that what is periodic happens often. */
    static World with(Disk disk, Duration longest) {
        World real = real();
        return new World(
                new Impatient(real.time(), longest), real.chance(), real.threads(), real.network(), real.dns(), disk);
    }

    private record Impatient(Time time, Duration longest) implements Time {
        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            time.sleep(duration);
        }

        @Override
        public Bell bell() {
            Bell bell = time.bell();
            return new Bell() {
                @Override
                public void ring() {
                    bell.ring();
                }

                @Override
                public boolean await(Duration limit) throws InterruptedException {
                    return bell.await(longest);
                }

                @Override
                public void await() throws InterruptedException {
                    bell.await();
                }
            };
        }
    }

    static World with(Time time) {
        World real = real();
        return new World(time, real.chance(), real.threads(), real.network(), real.dns(), real.disk());
    }
}
