package veredus.engine.listener;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import veredus.world.Bell;
import veredus.world.Dns;
import veredus.world.Time;
import veredus.world.World;
import veredus.world.real.RealChance;
import veredus.world.real.RealNetwork;
import veredus.world.real.RealThreads;
import veredus.world.real.RealTime;

/** The real doors, but that nobody sleeps: what a session waits for on purpose takes no time. */
final class TestWorld {
    private static final World WORLD = make();

    private TestWorld() {}

    static World get() {
        return WORLD;
    }

    private static World make() {
        var time = new Sleepless(new RealTime());
        var threads = new RealThreads();
        return new World(
                time, new RealChance(), threads, new RealNetwork(new RealTime(), threads), new NoDns(), new NoDisk());
    }

    private record Sleepless(RealTime real) implements Time {
        @Override
        public Instant now() {
            return real.now();
        }

        @Override
        public long nanos() {
            return real.nanos();
        }

        @Override
        public void sleep(Duration duration) {}

        @Override
        public Bell bell() {
            return real.bell();
        }
    }

    /** A receiver asks the DNS nothing. */
    private record NoDns() implements Dns {
        @Override
        public Answer<Mx> mx(String name) {
            throw new AssertionError("asked for " + name);
        }

        @Override
        public Answer<InetAddress> a(String host) {
            throw new AssertionError("asked for " + host);
        }

        @Override
        public Answer<InetAddress> aaaa(String host) {
            throw new AssertionError("asked for " + host);
        }

        @Override
        public Answer<String> txt(String name) {
            throw new AssertionError("asked for " + name);
        }

        @Override
        public Answer<String> ptr(InetAddress address) {
            throw new AssertionError("asked for " + address);
        }

        @Override
        public void forget(String name) {}
    }
}
