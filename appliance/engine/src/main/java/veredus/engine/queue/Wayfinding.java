package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.outcome.Outcome;
import veredus.mail.address.Domain;

/**
 * Knows where the domain of one scheduled queue leads. While it is being found out, deliveries wait in memory, bounded
 * per queue and over all; one thread asks, which lives only so long.
 *
 * <p>Guarded by its own lock, which is never held while blocking or calling another room.
 */
final class Wayfinding {
    /** Deliveries of one queue that wait in memory; more of them rest. */
    private static final int PARKED_BOUND = 500;

    private static final Duration BROKEN_WAIT = Duration.ofMinutes(1);

    private final ScheduledQueue queue;
    private final Domain domain;
    private final ScheduledQueues room;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Delivery> parked = new ArrayList<>(0);
    private @Nullable Resolution known;
    private boolean asking;
    /** Ways have changed while the domain was being resolved: the answer does not count. */
    private boolean stale;

    Wayfinding(ScheduledQueue queue, ScheduledQueues room) {
        this.queue = queue;
        this.domain = queue.name().domain();
        this.room = room;
    }

    /**
     * Where the domain leads. Empty when it must be asked for first: then {@code delivery} is parked, and placed when the
     * answer is there, or has been let rest.
     */
    Optional<Resolution> wayOf(Delivery delivery, Instant now) {
        boolean ask = false;
        boolean park;
        lock.lock();
        try {
            if (known != null && !known.validUntil().isBefore(now)) {
                return Optional.of(known);
            }
            park = parked.size() < PARKED_BOUND && room.takeUnresolved();
            if (park) {
                parked.add(delivery);
                ask = !asking;
                asking = true;
            }
        } finally {
            lock.unlock();
        }
        if (!park) {
            queue.restBehind(delivery, now, InsertReason.READY_QUEUE_FULL);
        }
        if (ask) {
            room.threads().startVirtual("resolve " + domain, this::find);
        }
        return Optional.empty();
    }

    private void find() {
        Resolution found;
        Optional<List<Delivery>> waited;
        do {
            found = ask();
            waited = takeOver(found);
        } while (waited.isEmpty());
        Instant now = room.time().now();
        for (Delivery delivery : waited.get()) {
            queue.place(delivery, found, now);
        }
    }

    private Resolution ask() {
        try {
            return room.resolver().resolve(domain, queue.name().route());
        } catch (RuntimeException bug) {
            room.log().error("queue {}: its domain cannot be resolved", queue.name(), bug);
            var outcome = new Outcome.NotTried(Outcome.Reason.DNS, "4.3.0 resolving broke: " + bug);
            return new Resolution.Nowhere(outcome, room.time().now().plus(BROKEN_WAIT));
        }
    }

    /** Takes the answer over and answers what waited for it; empty when it must be asked again. */
    private Optional<List<Delivery>> takeOver(Resolution found) {
        lock.lock();
        try {
            if (stale) {
                stale = false;
                return Optional.empty();
            }
            known = found;
            asking = false;
            return Optional.of(unpark());
        } finally {
            lock.unlock();
        }
    }

    /** Takes out what waits for the answer. */
    List<Delivery> takeParked() {
        lock.lock();
        try {
            return unpark();
        } finally {
            lock.unlock();
        }
    }

    /** Needs the lock. */
    private List<Delivery> unpark() {
        List<Delivery> waited = List.copyOf(parked);
        parked.clear();
        room.giveBackUnresolved(waited.size());
        return waited;
    }

    /** What waits for the answer, at most {@code max}; it goes on waiting. */
    List<Delivery> parked(int max) {
        lock.lock();
        try {
            return parked.stream().limit(max).toList();
        } finally {
            lock.unlock();
        }
    }

    int parked() {
        lock.lock();
        try {
            return parked.size();
        } finally {
            lock.unlock();
        }
    }

    boolean isAsking() {
        lock.lock();
        try {
            return asking;
        } finally {
            lock.unlock();
        }
    }

    /** The answer when it was last asked for. */
    Optional<Resolution> known() {
        lock.lock();
        try {
            return Optional.ofNullable(known);
        } finally {
            lock.unlock();
        }
    }

    /** The next delivery asks again. */
    void forget() {
        lock.lock();
        try {
            known = null;
            stale = asking;
        } finally {
            lock.unlock();
        }
    }
}
