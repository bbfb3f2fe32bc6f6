package veredus.engine.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import veredus.world.Bell;
import veredus.world.Chance;
import veredus.world.Connection;
import veredus.world.Network;
import veredus.world.Time;

/** Doors for tests in which nothing moves by itself: a clock that is set, and a machine with given addresses. */
final class QuietWorld {
    private QuietWorld() {}

    /** A clock that is set by hand. */
    static final class HandClock implements Time {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanos() {
            return now.toEpochMilli() * 1_000_000;
        }

        @Override
        public void sleep(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Bell bell() {
            throw new UnsupportedOperationException();
        }
    }

    /** A machine that nobody can reach. */
    record Machine(List<InetAddress> localAddresses) implements Network {
        static Machine at(String... addresses) {
            var list = new ArrayList<InetAddress>();
            for (String address : addresses) {
                list.add(NumericAddress.parse(address).orElseThrow());
            }
            return new Machine(list);
        }

        @Override
        public Connection connect(InetSocketAddress remote, Optional<InetAddress> source, Duration limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String hostName() {
            return "quiet.example";
        }

        @Override
        public Listening listen(ListenSpec spec, Connection.Handler handler) {
            throw new UnsupportedOperationException();
        }
    }

    /** Chance that always takes the last, so that a shuffle keeps the order. */
    static class NoChance implements Chance {
        @Override
        public int below(int bound) {
            return bound - 1;
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
}
