package veredus.engine.listener;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.world.Time;

/**
 * Counts failures to authenticate, by address and by account, over a fixed window. An address that has failed too often
 * is not heard until its window ends. An account that strangers fail at is closed to strangers only: an address that
 * has lately logged in to it still may, so nobody can lock a customer out by guessing.
 *
 * <p>Safe for many threads; one lock. Each table keeps the {@link #MAX_KEYS} keys touched last.
 */
final class AuthFailures {
    static final Duration WINDOW = Duration.ofMinutes(10);
    static final int MAX_PER_ADDRESS = 30;
    static final int MAX_PER_ACCOUNT = 60;
    private static final int MAX_KEYS = 20_000;

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Count> byAddress = bounded();
    private final Map<String, Count> byAccount = bounded();

    /** Pairs of address and account that have lately been right. */
    private final Map<String, Long> friends = bounded();

    private record Count(int failures, long windowStart) {}

    AuthFailures(Time time) {
        this.time = time;
    }

    /** Whether an attempt of this address at this account is to be heard at all. */
    boolean mayTry(String address, String account) {
        long now = time.nanos();
        lock.lock();
        try {
            if (within(byAddress.get(address), now) >= MAX_PER_ADDRESS) {
                return false;
            }
            Long friendSince = friends.get(pair(address, account));
            boolean friend = friendSince != null
                    && now - friendSince < Duration.ofDays(1).toNanos();
            return friend || within(byAccount.get(account), now) < MAX_PER_ACCOUNT;
        } finally {
            lock.unlock();
        }
    }

    void failed(String address, String account) {
        long now = time.nanos();
        lock.lock();
        try {
            byAddress.compute(address, (key, count) -> next(count, now));
            byAccount.compute(account, (key, count) -> next(count, now));
        } finally {
            lock.unlock();
        }
    }

    void succeeded(String address, String account) {
        long now = time.nanos();
        lock.lock();
        try {
            friends.put(pair(address, account), now);
        } finally {
            lock.unlock();
        }
    }

    private static String pair(String address, String account) {
        return address + "\n" + account;
    }

    private static int within(@Nullable Count count, long now) {
        return count == null || now - count.windowStart >= WINDOW.toNanos() ? 0 : count.failures;
    }

    private static Count next(@Nullable Count count, long now) {
        int before = within(count, now);
        return before == 0 || count == null ? new Count(1, now) : new Count(before + 1, count.windowStart);
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MAX_KEYS;
            }
        };
    }
}
