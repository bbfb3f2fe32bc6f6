package veredus.control.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import veredus.world.Chance;

/**
 * Who is signed in, in memory alone: after a restart everybody signs in again. Ids are kept as hashes, so that a heap dump
 * does not open a session. At most {@link #MOST} in all and {@link #MOST_EACH} for one person; the one that began first
 * gives way. Safe for many threads.
 */
public final class Sessions {
    public static final int MOST = 10_000;
    public static final int MOST_EACH = 20;

    private static final int SECRET_BYTES = 32;

    private final Chance chance;
    private final Duration idle;
    private final Duration absolute;
    private final ReentrantLock lock = new ReentrantLock();
    /** By the hash of the id, in the order of their beginning. */
    private final Map<String, Session> byHash = new LinkedHashMap<>();

    /** A session that has just begun: only now is its id known. */
    public record Begun(String id, Session session) {}

    public Sessions(Chance chance, Duration idle, Duration absolute) {
        this.chance = chance;
        this.idle = idle;
        this.absolute = absolute;
    }

    /** Begins one with an id that nobody has had before; whoever signs in never goes on with an older one. */
    public Begun begin(String user, Instant now) {
        String id = secret();
        var session = new Session(user, secret(), now);
        lock.lock();
        try {
            byHash.values().removeIf(old -> isOver(old, now));
            makeRoom(user);
            byHash.put(hash(id), session);
        } finally {
            lock.unlock();
        }
        return new Begun(id, session);
    }

    private void makeRoom(String user) {
        long own =
                byHash.values().stream().filter(old -> old.user().equals(user)).count();
        Iterator<Session> oldest = byHash.values().iterator();
        while (own >= MOST_EACH && oldest.hasNext()) {
            if (oldest.next().user().equals(user)) {
                oldest.remove();
                own--;
            }
        }
        Iterator<Session> any = byHash.values().iterator();
        while (byHash.size() >= MOST && any.hasNext()) {
            any.next();
            any.remove();
        }
    }

    /** The session of that id, which thereby is in use; absent when there is none or it is over. */
    public Optional<Session> use(String id, Instant now) {
        Optional<Session> found = peek(id, now);
        found.ifPresent(session -> session.seen(now));
        return found;
    }

    /** The same without being a use: a page that updates itself does not keep somebody signed in. */
    public Optional<Session> peek(String id, Instant now) {
        String hash = hash(id);
        lock.lock();
        try {
            Session session = byHash.get(hash);
            if (session != null && isOver(session, now)) {
                byHash.remove(hash);
                return Optional.empty();
            }
            return Optional.ofNullable(session);
        } finally {
            lock.unlock();
        }
    }

    public void end(String id) {
        lock.lock();
        try {
            byHash.remove(hash(id));
        } finally {
            lock.unlock();
        }
    }

    /** Ends all of somebody who was removed or has another password now. */
    public void endAllOf(String user) {
        lock.lock();
        try {
            byHash.values().removeIf(session -> session.user().equals(user));
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(Session session, Instant now) {
        return Duration.between(session.seen(), now).compareTo(idle) > 0
                || Duration.between(session.began(), now).compareTo(absolute) > 0;
    }

    /** A text that nobody can guess. */
    public String secret() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(chance.secret(SECRET_BYTES));
    }

    private static String hash(String id) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
