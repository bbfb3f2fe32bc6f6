package veredus.control.people;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Slows guessing down: failures are counted for a name from a network, for a network (/24, /56) and for a name from
 * anywhere, and beyond a few each makes the next attempt wait twice as long, up to {@link #LONGEST}. What lies
 * {@link #FORGIVEN} back is forgotten. A name alone bears the most, so that nobody is locked out by a stranger easily. At
 * most {@link #MOST} counts; the one touched longest ago gives way. Safe for many threads.
 */
public final class LoginThrottle {
    static final int MOST = 20_000;
    static final Duration LONGEST = Duration.ofMinutes(5);
    static final Duration FORGIVEN = Duration.ofMinutes(30);

    private static final int FREE_FOR_BOTH = 4;
    private static final int FREE_FOR_NETWORK = 20;
    private static final int FREE_FOR_NAME = 100;
    private static final int MOST_DOUBLINGS = 9;
    private static final int MOST_FAILURES = 1_000_000;
    private static final int LONGEST_NAME = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST;
        }
    };

    private record Count(int failures, Instant last) {}

    private record Key(String text, int free) {}

    /** How long {@code name} must wait until it may be tried from {@code from}; zero when it may be now. */
    public Duration wait(String name, InetAddress from, Instant now) {
        lock.lock();
        try {
            Duration longest = Duration.ZERO;
            for (Key key : keys(name, from)) {
                Count count = counts.get(key.text());
                if (count != null) {
                    Duration left = pause(count, key.free()).minus(Duration.between(count.last(), now));
                    longest = left.compareTo(longest) > 0 ? left : longest;
                }
            }
            return longest;
        } finally {
            lock.unlock();
        }
    }

    private static Duration pause(Count count, int free) {
        int over = count.failures() - free;
        if (over < 0) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(over, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    public void failed(String name, InetAddress from, Instant now) {
        lock.lock();
        try {
            for (Key key : keys(name, from)) {
                Count before = counts.get(key.text());
                boolean remembered =
                        before != null && Duration.between(before.last(), now).compareTo(FORGIVEN) <= 0;
                int failures = before != null && remembered ? Math.min(before.failures(), MOST_FAILURES) + 1 : 1;
                counts.put(key.text(), new Count(failures, now));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what the name did wrong from there; the network's own count stays. */
    public void succeeded(String name, InetAddress from) {
        lock.lock();
        try {
            counts.remove(keys(name, from).getFirst().text());
        } finally {
            lock.unlock();
        }
    }

    private static List<Key> keys(String name, InetAddress from) {
        byte[] address = from.getAddress();
        String network = HexFormat.of().formatHex(Arrays.copyOf(address, address.length == 4 ? 3 : 7));
        String shortName = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        return List.of(
                new Key("both " + network + " " + shortName, FREE_FOR_BOTH),
                new Key("network " + network, FREE_FOR_NETWORK),
                new Key("name " + shortName, FREE_FOR_NAME));
    }
}
