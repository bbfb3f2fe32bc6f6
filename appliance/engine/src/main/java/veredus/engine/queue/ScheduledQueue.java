package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.QueueName;
import veredus.engine.spool.SpoolException;

/**
 * All that waits of one tenant, campaign, domain and pool. What is due goes on to a ready queue; what is not, or finds no
 * room there, rests in the spool's index, so a queue takes the same little memory whether ten deliveries wait or ten
 * million.
 *
 * <p>While something that is due rests here, newer deliveries rest behind it, so that they do not overtake.
 *
 * <p>Guarded by its own lock, which is never held while blocking or calling another room.
 */
public final class ScheduledQueue implements ReadyQueue.Feeder {
    /** Deliveries that wait in memory for the domain to be resolved; more of them rest. */
    private static final int UNRESOLVED_BOUND = 500;

    /** After this a queue that found no room asks again by itself, later each time in a row. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private static final int ASK_AGAIN_DOUBLINGS = 4;

    /** Members of a pool that are tried for one delivery. */
    private static final int POOL_TRIES = 3;

    private static final Duration NO_SOURCE_WAIT = Duration.ofMinutes(1);
    private static final Duration SPOOL_FAILED_WAIT = Duration.ofSeconds(10);

    private final QueueName name;
    private final ScheduledQueues room;
    private final ReentrantLock lock = new ReentrantLock();
    final TimerWheel.Timer<ScheduledQueue> timer = new TimerWheel.Timer<>(this);
    private final List<Delivery> unresolved = new ArrayList<>();
    private final Set<ReadyQueue> fed = new LinkedHashSet<>();
    private @Nullable Resolution resolution;
    private boolean resolving;
    private boolean paused;
    private boolean backlog;
    private int refusals;
    private boolean retired;
    private long queued;
    private InsertReason lastReason = InsertReason.RECEIVED;
    private String lastStatus = "";
    private Instant lastUsed;

    ScheduledQueue(QueueName name, ScheduledQueues room) {
        this.name = name;
        this.room = room;
        this.lastUsed = room.time().now();
    }

    public QueueName name() {
        return name;
    }

    /**
     * Counts {@code count} deliveries that are new to the queue.
     *
     * @return false when the queue has been retired and another of the same name must be asked for
     */
    boolean admit(long count) {
        lock.lock();
        try {
            queued += retired ? 0 : count;
            return !retired;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a delivery that is settled. */
    void leave() {
        lock.lock();
        try {
            queued--;
            lastUsed = room.time().now();
        } finally {
            lock.unlock();
        }
    }

    /** Lets a delivery wait until it is due, or goes on with it at once. */
    void insert(Delivery delivery, Instant due, InsertReason reason) {
        Instant now = room.time().now();
        Delivery dated = delivery.dueAt(due);
        boolean mustWait;
        boolean behind;
        lock.lock();
        try {
            lastReason = reason;
            if (!delivery.lastStatus().isEmpty()) {
                lastStatus = delivery.lastStatus();
            }
            mustWait = paused || due.isAfter(now);
            behind = backlog;
        } finally {
            lock.unlock();
        }
        if (mustWait) {
            rest(dated);
        } else if (behind) {
            restUntilAsked(dated, now);
        } else {
            goOn(dated, now);
        }
    }

    /** The delivery cannot go on now: it rests until it is due. */
    void restFor(Delivery delivery, InsertReason reason) {
        lock.lock();
        try {
            lastReason = reason;
            lastStatus = delivery.lastStatus();
        } finally {
            lock.unlock();
        }
        rest(delivery);
    }

    /** Its timer went off: takes what is due. */
    void activate() {
        ReadyQueue.Fed fared = ReadyQueue.Fed.MORE;
        while (fared == ReadyQueue.Fed.MORE) {
            fared = feed(ReadyQueue.FEED_BATCH);
        }
    }

    /**
     * Gives what is due, in order. After a refusal it comes with a single delivery the next time, since each that is
     * taken in vain is read from the log and goes back to the index.
     */
    @Override
    public ReadyQueue.Fed feed(int max) {
        Instant now = room.time().now();
        int most;
        lock.lock();
        try {
            if (paused) {
                return ReadyQueue.Fed.DONE;
            }
            backlog = false;
            most = refusals > 0 ? 1 : max;
        } finally {
            lock.unlock();
        }
        List<Delivery> due;
        try {
            due = room.spool().take(name, now, most);
        } catch (SpoolException failed) {
            room.log().error("queue {}: cannot take what is due: {}", name, failed.getMessage());
            room.wake(this, now.plus(SPOOL_FAILED_WAIT));
            return ReadyQueue.Fed.REFUSED;
        }
        for (Delivery delivery : due) {
            if (isRefused()) {
                restUntilAsked(delivery, now);
            } else {
                goOn(delivery, now);
            }
        }
        boolean refused;
        lock.lock();
        try {
            refused = backlog;
            backlog |= due.size() == most;
            refusals = refused ? Math.min(refusals + 1, ASK_AGAIN_DOUBLINGS) : 0;
        } finally {
            lock.unlock();
        }
        if (refused) {
            return ReadyQueue.Fed.REFUSED;
        }
        if (due.size() == most) {
            return ReadyQueue.Fed.MORE;
        }
        room.spool().earliestDue(name).ifPresent(earliest -> room.wake(this, earliest));
        return ReadyQueue.Fed.DONE;
    }

    /** Whether something that is due rests because there was no room for it. */
    private boolean isRefused() {
        lock.lock();
        try {
            return backlog;
        } finally {
            lock.unlock();
        }
    }

    /** Stops at once; what is ready rests. What is in flight is not called back. */
    void pause() {
        List<ReadyQueue> from;
        lock.lock();
        try {
            paused = true;
            from = List.copyOf(fed);
        } finally {
            lock.unlock();
        }
        for (ReadyQueue ready : from) {
            ready.drain(name).forEach(this::rest);
        }
    }

    void resume() {
        lock.lock();
        try {
            paused = false;
        } finally {
            lock.unlock();
        }
        room.wake(this, room.time().now());
    }

    /** Makes everything that rests due now. Answers how many that were. */
    long retryNow() throws SpoolException {
        Instant now = room.time().now();
        long moved = 0;
        List<Delivery> later;
        do {
            later = room.spool().take(name, Instant.MAX, ReadyQueue.FEED_BATCH);
            for (Delivery delivery : later) {
                insert(delivery, now, InsertReason.ADMIN);
            }
            moved += later.size();
        } while (later.size() == ReadyQueue.FEED_BATCH && moved < queued());
        return moved;
    }

    /** Takes what is ready out of the ready queues, for an operator who ends it; then it is the caller's. */
    List<Delivery> drainReady() {
        var drained = new ArrayList<Delivery>();
        for (ReadyQueue ready : fed()) {
            drained.addAll(ready.drain(name));
        }
        return drained;
    }

    /** Retires the queue when it has been empty since {@code before}; answers whether it has been. */
    boolean retire(Instant before) {
        lock.lock();
        try {
            retired = queued == 0 && !paused && !resolving && lastUsed.isBefore(before);
            return retired;
        } finally {
            lock.unlock();
        }
    }

    private void goOn(Delivery delivery, Instant now) {
        Resolution known;
        boolean ask = false;
        boolean park = false;
        lock.lock();
        try {
            known = resolution;
            if (known == null || known.validUntil().isBefore(now)) {
                known = null;
                ask = !resolving;
                resolving = true;
                park = unresolved.size() < UNRESOLVED_BOUND;
                if (park) {
                    unresolved.add(delivery);
                }
            }
        } finally {
            lock.unlock();
        }
        if (known != null) {
            place(delivery, known, now);
            return;
        }
        if (!park) {
            restBehind(delivery, now);
        }
        if (ask) {
            room.threads().startVirtual("resolve " + name.domain(), this::resolve);
        }
    }

    private void resolve() {
        Resolution resolved = room.resolver().resolve(name.domain());
        List<Delivery> parked;
        lock.lock();
        try {
            resolution = resolved;
            resolving = false;
            parked = List.copyOf(unresolved);
            unresolved.clear();
        } finally {
            lock.unlock();
        }
        Instant now = room.time().now();
        for (Delivery delivery : parked) {
            place(delivery, resolved, now);
        }
    }

    private void place(Delivery delivery, Resolution where, Instant now) {
        switch (where) {
            case Resolution.Nowhere nowhere -> room.settle().notTried(delivery, nowhere.outcome());
            case Resolution.Hosts hosts -> placeAt(delivery, hosts, now);
        }
    }

    private void placeAt(Delivery delivery, Resolution.Hosts hosts, Instant now) {
        Instant restingUntil = Instant.MAX;
        boolean full = false;
        for (int attempt = 0; attempt < POOL_TRIES; attempt++) {
            var vmta = room.sources().pick(name.pool(), name.hashCode());
            if (vmta.isEmpty()) {
                lock.lock();
                try {
                    lastReason = InsertReason.NO_SOURCE;
                } finally {
                    lock.unlock();
                }
                rest(delivery.dueAt(now.plus(NO_SOURCE_WAIT)));
                return;
            }
            ReadyQueue ready = room.ready(vmta.get(), hosts, name.domain());
            noteFed(ready);
            switch (ready.offer(delivery, this, now)) {
                case ReadyQueue.Offer.Taken() -> {
                    return;
                }
                case ReadyQueue.Offer.Full() -> full = true;
                case ReadyQueue.Offer.Resting(var until) ->
                    restingUntil = until.isBefore(restingUntil) ? until : restingUntil;
            }
        }
        if (full) {
            restBehind(delivery, now);
        } else {
            rest(delivery.dueAt(restingUntil));
        }
    }

    /** Rests although it is due, and lets later ones queue up behind it. */
    private void restBehind(Delivery delivery, Instant now) {
        lock.lock();
        try {
            backlog = true;
            lastReason = InsertReason.READY_QUEUE_FULL;
        } finally {
            lock.unlock();
        }
        restUntilAsked(delivery, now);
    }

    /** Rests although it is due. It must not wake the queue at once: there was no room a moment ago. */
    private void restUntilAsked(Delivery delivery, Instant now) {
        Duration wait;
        lock.lock();
        try {
            wait = ASK_AGAIN.multipliedBy(1L << refusals);
        } finally {
            lock.unlock();
        }
        delivery.message().body().forget();
        room.spool().rest(delivery);
        room.wake(this, now.plus(wait));
    }

    private void rest(Delivery delivery) {
        delivery.message().body().forget();
        room.spool().rest(delivery);
        room.wake(this, delivery.due());
    }

    private void noteFed(ReadyQueue ready) {
        lock.lock();
        try {
            fed.add(ready);
        } finally {
            lock.unlock();
        }
    }

    void forgetFed(ReadyQueue ready) {
        lock.lock();
        try {
            fed.remove(ready);
        } finally {
            lock.unlock();
        }
    }

    /** The ready queues that it has fed. */
    List<ReadyQueue> fed() {
        lock.lock();
        try {
            return List.copyOf(fed);
        } finally {
            lock.unlock();
        }
    }

    /** Deliveries that are not settled, wherever they are. */
    public long queued() {
        lock.lock();
        try {
            return queued;
        } finally {
            lock.unlock();
        }
    }

    public boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    /** Why the last delivery that came here waits. */
    public InsertReason lastReason() {
        lock.lock();
        try {
            return lastReason;
        } finally {
            lock.unlock();
        }
    }

    /** The last reply or failure of one of its deliveries; empty when there was none. */
    public String lastStatus() {
        lock.lock();
        try {
            return lastStatus;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets where the domain leads; the next delivery asks again. */
    void forgetResolution() {
        lock.lock();
        try {
            resolution = null;
        } finally {
            lock.unlock();
        }
    }
}
