package veredus.engine.listener;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import veredus.api.policy.User;
import veredus.engine.reception.Roster;
import veredus.world.Chance;
import veredus.world.PasswordHash;
import veredus.world.ScramVerifier;
import veredus.world.Time;

/**
 * Verifies who a client is. Argon2id costs 50 ms and 19 MiB on purpose, so at most {@link #MAX_VERIFYING} are computed
 * at once and at most {@link #MAX_WAITING} wait; and a password that was right within {@link #CACHE_TIME} is known
 * again by a keyed hash of it, whose key never leaves this process. A name that does not exist costs as much, and gets
 * the same answer, as one that does.
 *
 * <p>Shared by all sessions; safe for many threads.
 */
public final class Authentication {
    static final int MAX_VERIFYING = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
    static final int MAX_WAITING = 64;
    static final Duration CACHE_TIME = Duration.ofMinutes(5);
    private static final int MAX_CACHED = 4096;
    private static final int KEY_BYTES = 32;

    private final Time time;
    private final AuthFailures failures;
    private final PasswordHash nobody;
    private final byte[] cacheKey;
    private final byte[] fakeKey;
    private final Semaphore verifying = new Semaphore(MAX_VERIFYING);
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock cacheLock = new ReentrantLock();

    /** Keyed hashes of what was right, and until when we believe it. */
    private final Map<String, Long> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_CACHED;
        }
    };

    public Authentication(Time time, Chance chance) {
        this.time = time;
        this.failures = new AuthFailures(time);
        this.nobody = PasswordHash.ofNobody(chance);
        this.cacheKey = chance.secret(KEY_BYTES);
        this.fakeKey = chance.secret(KEY_BYTES);
    }

    /** What became of an attempt. */
    public sealed interface Verdict {
        record Known(User user) implements Verdict {}

        record Wrong() implements Verdict {}

        /** Not even looked at: this client has failed too often, or too many wait. It may come again later. */
        record NotNow() implements Verdict {}
    }

    /** Whether {@code name} with this password (UTF-8) is a user; blocks while others are verified. */
    Verdict verify(Roster roster, InetAddress client, String name, byte[] password) throws InterruptedException {
        if (!failures.mayTry(client.getHostAddress(), name)) {
            return new Verdict.NotNow();
        }
        Optional<User> user = roster.user(name);
        String stored = user.flatMap(User::password).orElse("");
        String key = cacheKey(name, stored, password);
        if (user.isPresent() && !stored.isEmpty() && isCached(key)) {
            return new Verdict.Known(user.get());
        }
        if (waiting.incrementAndGet() > MAX_WAITING + MAX_VERIFYING) {
            waiting.decrementAndGet();
            return new Verdict.NotNow();
        }
        boolean right;
        try {
            verifying.acquire();
            try {
                right = PasswordHash.parse(stored).orElse(nobody).matches(password);
            } finally {
                verifying.release();
            }
        } finally {
            waiting.decrementAndGet();
        }
        if (!right || user.isEmpty() || stored.isEmpty()) {
            failures.failed(client.getHostAddress(), name);
            return new Verdict.Wrong();
        }
        remember(key);
        failures.succeeded(client.getHostAddress(), name);
        return new Verdict.Known(user.get());
    }

    /** The verifier to hold a SCRAM exchange with; for unknown names one that fits nothing. */
    ScramVerifier scramOf(Roster roster, String name) {
        return roster.user(name)
                .flatMap(User::scram)
                .flatMap(ScramVerifier::parse)
                .orElseGet(() -> ScramVerifier.fake(fakeKey, name));
    }

    boolean mayTry(InetAddress client, String name) {
        return failures.mayTry(client.getHostAddress(), name);
    }

    void note(InetAddress client, String name, boolean right) {
        if (right) {
            failures.succeeded(client.getHostAddress(), name);
        } else {
            failures.failed(client.getHostAddress(), name);
        }
    }

    private String cacheKey(String name, String stored, byte[] password) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        all.write(0);
        // The stored hash is part of it, so a changed password is not remembered.
        all.writeBytes(stored.getBytes(StandardCharsets.UTF_8));
        all.write(0);
        all.writeBytes(password);
        return Base64.getEncoder().encodeToString(ScramVerifier.hmac(cacheKey, all.toByteArray()));
    }

    private boolean isCached(String key) {
        long now = time.nanos();
        cacheLock.lock();
        try {
            Long until = cache.get(key);
            return until != null && now - until < 0;
        } finally {
            cacheLock.unlock();
        }
    }

    private void remember(String key) {
        long until = time.nanos() + CACHE_TIME.toNanos();
        cacheLock.lock();
        try {
            cache.put(key, until);
        } finally {
            cacheLock.unlock();
        }
    }
}
