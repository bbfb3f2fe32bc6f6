package veredus.world.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import veredus.world.Dns.Answer;
import veredus.world.Time;

/**
 * Remembers the answers for one type of record, good and bad, and lets only one thread ask for a name while the others
 * that want the same name wait for it. The least recently used name makes room when it is full.
 *
 * <p>How long an answer holds is what the DNS says, inside bounds: a TTL of 0 must not make us ask for every message,
 * and one of a month must not hide that a site has moved. A failure holds for a second, and twice as long for each that
 * follows it, so that a broken domain is not asked for by every message to it (RFC 9520).
 *
 * <p>Safe for use by many threads. Each shard has a lock of its own, which is never held while asking.
 */
final class DnsCache<T> {
    static final Duration FOUND_MIN = Duration.ofSeconds(30);
    static final Duration FOUND_MAX = Duration.ofDays(1);
    static final Duration NEGATIVE_MIN = Duration.ofSeconds(5);
    static final Duration NEGATIVE_MAX = Duration.ofMinutes(10);
    static final Duration FAILED_MIN = Duration.ofSeconds(1);
    static final Duration FAILED_MAX = Duration.ofMinutes(5);
    private static final int SHARDS = 16;

    /** 1 s doubled this often is above {@link #FAILED_MAX}. */
    private static final int DOUBLINGS_MAX = 9;

    private final Time time;
    private final Function<String, Answer<T>> ask;
    private final List<Shard<T>> shards = new ArrayList<>();

    /**
     * Makes an empty one.
     *
     * @param entriesMax names remembered; rounded up to a multiple of the shards
     * @param ask answers for a name; it takes a limited time and does not throw
     */
    DnsCache(Time time, int entriesMax, Function<String, Answer<T>> ask) {
        this.time = time;
        this.ask = ask;
        for (int i = 0; i < SHARDS; i++) {
            shards.add(new Shard<>(Math.ceilDiv(entriesMax, SHARDS)));
        }
    }

    private record Known<T>(Answer<T> answer, long learnedAt, Duration holds, int failures) {
        private boolean isFresh(long nanos) {
            return nanos - learnedAt < holds.toNanos();
        }
    }

    /** One asking; the others wait for it to be done. */
    private static final class Flight<T> {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Answer<T> answer;
    }

    private static final class Shard<T> {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<String, Flight<T>> flights = new HashMap<>();
        private final Map<String, Known<T>> entries;

        private Shard(int entriesMax) {
            entries = new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known<T>> eldest) {
                    return size() > entriesMax;
                }
            };
        }
    }

    /** What is known about {@code name} (lower-case), or else what asking for it says. Its TTL is what is left. */
    Answer<T> lookup(String name) {
        Shard<T> shard = shardOf(name);
        Flight<T> flight;
        boolean asking = false;
        shard.lock.lock();
        try {
            Known<T> known = shard.entries.get(name);
            long nanos = time.nanos();
            if (known != null && known.isFresh(nanos)) {
                return withTtl(known.answer, known.holds.minusNanos(nanos - known.learnedAt));
            }
            flight = shard.flights.get(name);
            if (flight == null) {
                flight = new Flight<>();
                shard.flights.put(name, flight);
                asking = true;
            }
        } finally {
            shard.lock.unlock();
        }
        return asking ? fly(shard, name, flight) : follow(flight);
    }

    private Answer<T> fly(Shard<T> shard, String name, Flight<T> flight) {
        Answer<T> answer = new Answer.Failed<>("the look-up was given up");
        try {
            answer = ask.apply(name);
        } finally {
            shard.lock.lock();
            try {
                // Whoever was interrupted has learned nothing about the name; after forget() this is no news either.
                if (shard.flights.remove(name, flight)
                        && !Thread.currentThread().isInterrupted()) {
                    answer = remember(shard, name, answer);
                }
            } finally {
                shard.lock.unlock();
            }
            flight.answer = answer;
            flight.done.countDown();
        }
        return answer;
    }

    private Answer<T> follow(Flight<T> flight) {
        try {
            flight.done.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Answer.Failed<>("interrupted");
        }
        Answer<T> answer = flight.answer;
        return answer == null ? new Answer.Failed<>("the look-up was given up") : answer;
    }

    private Answer<T> remember(Shard<T> shard, String name, Answer<T> answer) {
        Known<T> before = shard.entries.get(name);
        int failures = answer instanceof Answer.Failed<T> ? (before == null ? 0 : before.failures) + 1 : 0;
        Duration holds = switch (answer) {
            case Answer.Found<T> found -> clamp(found.ttl(), FOUND_MIN, FOUND_MAX);
            case Answer.NoData<T> none -> clamp(none.ttl(), NEGATIVE_MIN, NEGATIVE_MAX);
            case Answer.NoName<T> none -> clamp(none.ttl(), NEGATIVE_MIN, NEGATIVE_MAX);
            case Answer.Failed<T> failed ->
                clamp(FAILED_MIN.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX)), FAILED_MIN, FAILED_MAX);
        };
        shard.entries.put(name, new Known<>(answer, time.nanos(), holds, failures));
        return withTtl(answer, holds);
    }

    /** Forgets {@code name}; a look-up under way will answer those that wait, but is not remembered. */
    void forget(String name) {
        Shard<T> shard = shardOf(name);
        shard.lock.lock();
        try {
            shard.entries.remove(name);
            shard.flights.remove(name);
        } finally {
            shard.lock.unlock();
        }
    }

    void forgetAll() {
        for (Shard<T> shard : shards) {
            shard.lock.lock();
            try {
                shard.entries.clear();
                shard.flights.clear();
            } finally {
                shard.lock.unlock();
            }
        }
    }

    private Shard<T> shardOf(String name) {
        int hash = name.hashCode();
        return shards.get(Math.floorMod(hash ^ (hash >>> 16), SHARDS));
    }

    private static <T> Answer<T> withTtl(Answer<T> answer, Duration ttl) {
        return switch (answer) {
            case Answer.Found<T> found -> new Answer.Found<>(found.records(), ttl, found.authentic());
            case Answer.NoData<T> none -> new Answer.NoData<>(ttl);
            case Answer.NoName<T> none -> new Answer.NoName<>(ttl);
            case Answer.Failed<T> failed -> failed;
        };
    }

    private static Duration clamp(Duration ttl, Duration least, Duration most) {
        if (ttl.compareTo(least) < 0) {
            return least;
        }
        return ttl.compareTo(most) > 0 ? most : ttl;
    }
}
