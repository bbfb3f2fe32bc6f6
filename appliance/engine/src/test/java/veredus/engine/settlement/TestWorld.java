package veredus.engine.settlement;

import java.net.InetAddress;
import veredus.engine.accounting.MemoryDisk;
import veredus.world.Chance;
import veredus.world.Disk;
import veredus.world.Dns;
import veredus.world.Threads;
import veredus.world.Time;
import veredus.world.World;
import veredus.world.real.RealNetwork;
import veredus.world.real.RealThreads;

/** A world with the time and the files of a test, and without names. */
public final class TestWorld {
    private TestWorld() {}

    public static World create() {
        return create(new TestTime(), new MemoryDisk());
    }

    public static World create(Time time, Disk disk) {
        Threads threads = new RealThreads();
        return new World(time, new Middle(), threads, new RealNetwork(time, threads), new NoDns(), disk);
    }

    /** No chance at all: always the middle. */
    private static final class Middle implements Chance {
        @Override
        public int below(int bound) {
            return bound / 2;
        }

        @Override
        public double fraction() {
            return 0.5;
        }

        @Override
        public byte[] secret(int length) {
            return new byte[length];
        }
    }

    private static final class NoDns implements Dns {
        @Override
        public Answer<Mx> mx(String name) {
            return new Answer.Failed<>("no DNS");
        }

        @Override
        public Answer<InetAddress> a(String host) {
            return new Answer.Failed<>("no DNS");
        }

        @Override
        public Answer<InetAddress> aaaa(String host) {
            return new Answer.Failed<>("no DNS");
        }

        @Override
        public Answer<String> txt(String name) {
            return new Answer.Failed<>("no DNS");
        }

        @Override
        public Answer<String> ptr(InetAddress address) {
            return new Answer.Failed<>("no DNS");
        }

        @Override
        public void forget(String name) {}
    }
}
