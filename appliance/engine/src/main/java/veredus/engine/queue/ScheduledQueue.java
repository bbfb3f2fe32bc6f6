package veredus.engine.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import veredus.engine.egress.EgressPath;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.engine.spool.RestingPage;
import veredus.engine.spool.RestingPosition;
import veredus.engine.spool.SpoolException;

/**
 * All that waits of one tenant, campaign, domain and pool. What is due goes on to a ready queue; what is not, or finds no
 * room there, rests in the spool's index, so a queue takes the same little memory whether ten deliveries wait or ten
 * million.
 *
 * <p>A delivery's way: {@link #insert}, or {@link Feeding} when it rested; then {@link Wayfinding} says where its domain
 * leads, and {@link Placing} brings it to the ready queue of a path. Whoever cannot go on gives it back to rest.
 *
 * <p>Guarded by its own lock, which is never held while blocking or calling another room; its parts have locks of their
 * own.
 */
public final class ScheduledQueue {
    /** Replies and failures that are remembered. */
    public static final int RECENT = QueueHistory.RECENT;

    /** How often a delivery is looked for that may be on its way. */
    private static final int CLAIM_TRIES = 3;

    private final QueueName name;
    private final ScheduledQueues room;
    private final Feeding feeding;
    private final Wayfinding way;
    private final Placing placing;
    private final ReentrantLock lock = new ReentrantLock();
    private final QueueHistory history = new QueueHistory();
    final TimerWheel.Timer<ScheduledQueue> timer = new TimerWheel.Timer<>(this);
    private boolean paused;
    private volatile boolean slowed;
    private int holds;
    private boolean retired;
    private long queued;
    private Instant lastUsed;

    ScheduledQueue(QueueName name, ScheduledQueues room, boolean paused, boolean slowed) {
        this.name = name;
        this.paused = paused || name.isWithheld();
        this.slowed = slowed;
        this.room = room;
        this.feeding = new Feeding(this, room);
        this.way = new Wayfinding(this, room);
        this.placing = new Placing(this, room);
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
        lock.lock();
        try {
            history.note(reason, delivery.lastStatus());
            mustWait = isHeld() || due.isAfter(now);
        } finally {
            lock.unlock();
        }
        if (mustWait) {
            rest(dated);
        } else if (feeding.hasBacklog()) {
            feeding.restUntilAsked(dated, now);
        } else {
            goOn(dated, now);
        }
    }

    /** The delivery cannot go on now: it rests until it is due. */
    void restFor(Delivery delivery, InsertReason reason) {
        guarded(() -> history.note(reason, delivery.lastStatus()));
        rest(delivery);
    }

    /** Its timer went off: takes what is due. */
    void activate() {
        feeding.feedAll();
    }

    /** Finds the way of a delivery that is due, and brings it there. */
    void goOn(Delivery delivery, Instant now) {
        way.wayOf(delivery, now).ifPresent(where -> place(delivery, where, now));
    }

    void place(Delivery delivery, Resolution where, Instant now) {
        if (isStopped()) {
            rest(delivery);
        } else {
            placing.place(delivery, where, now);
        }
    }

    /** Rests until it is due. */
    void rest(Delivery delivery) {
        restUntil(delivery, delivery.due());
    }

    /** Rests, and wakes the queue at {@code wake}. */
    void restUntil(Delivery delivery, Instant wake) {
        delivery.message().body().forget();
        room.spool().rest(delivery);
        room.wake(this, wake);
    }

    /** Found no room: rests although it is due, and lets later ones queue up behind it. */
    void restBehind(Delivery delivery, Instant now, InsertReason why) {
        feeding.restBehind(delivery, now, why);
    }

    void waitsFor(InsertReason reason) {
        guarded(() -> history.note(reason, ""));
    }

    /** Whether it has met a shared limit that counts its mail. */
    boolean isLimited() {
        return placing.limiting().isLimited();
    }

    /** The shared limits that count its mail on the paths it has fed, each once. */
    public List<QueueLimit> limits() {
        return placing.limiting().views();
    }

    /** Who gives a ready queue more when it has room. */
    Feeder feeder() {
        return feeding;
    }

    /** Stops at once; what is ready rests. What is in flight is not called back. */
    public void pause() {
        guarded(() -> paused = true);
        bringToRest();
    }

    /** Lets it go on, unless its mail is withheld: that goes back to the queue where it was. */
    public void resume() {
        guarded(() -> paused = name.isWithheld());
        room.wake(this, room.time().now());
    }

    /**
     * Puts it in backoff mode: what leaves it from now on, and what is ready, goes by the limits that its paths have for
     * that. What is in flight is not called back.
     */
    public void slow() {
        slowed = true;
        bringToRest();
        room.wake(this, room.time().now());
    }

    /** Ends backoff mode. */
    public void unslow() {
        slowed = false;
        room.wake(this, room.time().now());
    }

    /** Whether it is in backoff mode. */
    public boolean isSlowed() {
        return slowed;
    }

    /**
     * Stops it like {@link #pause}, while an operator works on what rests; whether it is paused is another matter. Each
     * hold must be followed by one {@link #release}.
     */
    public void hold() {
        guarded(() -> holds++);
        bringToRest();
    }

    public void release() {
        guarded(() -> holds--);
        room.wake(this, room.time().now());
    }

    /** Makes what {@code which} says due now; only of what rests. Answers how many that were. */
    public long retryNow(Predicate<Delivery> which) throws SpoolException {
        Instant now = room.time().now();
        long moved = 0;
        // What has been moved is before the place where the next page begins.
        Optional<RestingPosition> from = Optional.of(RestingPosition.behind(now));
        while (from.isPresent()) {
            RestingPage page = room.spool().page(name, from.get(), Feeder.BATCH);
            for (Delivery seen : page.deliveries()) {
                if (which.test(seen)) {
                    Optional<Delivery> taken = room.spool().take(seen.message().id(), seen.number());
                    taken.ifPresent(delivery -> restFor(delivery.dueAt(now), InsertReason.ADMIN));
                    moved += taken.isPresent() ? 1 : 0;
                }
            }
            from = page.next();
        }
        room.wake(this, now);
        return moved;
    }

    /** Takes one delivery out, wherever it waits; then it is the caller's. Empty when it is in flight, or not here. */
    public Optional<Delivery> claim(MessageId id, int number) throws SpoolException {
        for (int attempt = 0; attempt < CLAIM_TRIES; attempt++) {
            for (ReadyQueue ready : fed()) {
                Optional<Delivery> waited = ready.drain(name, id, number);
                if (waited.isPresent()) {
                    return waited;
                }
            }
            // On its way from the spool to a ready queue it is in neither: so once more.
            Optional<Delivery> rested = room.spool().take(id, number);
            if (rested.isPresent()) {
                return rested;
            }
        }
        return Optional.empty();
    }

    /** What waits in memory, at most {@code max}; it goes on waiting. */
    public List<Delivery> inMemory(int max) {
        var found = new ArrayList<Delivery>();
        for (ReadyQueue ready : fed()) {
            found.addAll(ready.list(name, max - found.size()));
        }
        found.addAll(way.parked(max - found.size()));
        return found;
    }

    private void bringToRest() {
        way.takeParked().forEach(this::rest);
        for (ReadyQueue ready : fed()) {
            ready.drain(name).forEach(this::rest);
        }
    }

    private void guarded(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /** Needs the lock. */
    private boolean isHeld() {
        return paused || holds > 0;
    }

    /** Whether nothing may go on, for an operator's sake. */
    boolean isStopped() {
        lock.lock();
        try {
            return isHeld();
        } finally {
            lock.unlock();
        }
    }

    boolean mayNotFeed() {
        lock.lock();
        try {
            return isHeld() || retired || room.isRecovering();
        } finally {
            lock.unlock();
        }
    }

    /** Retires the queue when it has been empty since {@code before}; answers whether it has been. */
    boolean retire(Instant before) {
        lock.lock();
        try {
            retired = queued == 0
                    && holds == 0
                    && (!paused || name.isWithheld())
                    && !way.isAsking()
                    && lastUsed.isBefore(before);
            return retired;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets ready queues that are no more, with their {@code paths}. */
    void forgetFed(Set<ReadyQueue> gone, Set<EgressPath> paths) {
        placing.forget(gone, paths);
    }

    /** The ready queues that it has fed. */
    public List<ReadyQueue> fed() {
        return placing.fed();
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
            return history.lastReason();
        } finally {
            lock.unlock();
        }
    }

    /** The last reply or failure of one of its deliveries; empty when there was none. */
    public String lastStatus() {
        lock.lock();
        try {
            return history.latest();
        } finally {
            lock.unlock();
        }
    }

    /** The last replies and failures, latest first, at most {@link #RECENT}; equal ones in a row are one. */
    public List<String> recentStatuses() {
        lock.lock();
        try {
            return history.recent();
        } finally {
            lock.unlock();
        }
    }

    /** Deliveries that wait for a connection. */
    public long ready() {
        long all = 0;
        for (ReadyQueue ready : fed()) {
            all += ready.size(name);
        }
        return all;
    }

    /** Deliveries that wait in memory for the domain to be resolved. */
    public int unresolved() {
        return way.parked();
    }

    /** Where the domain led when it was last asked for. */
    public Optional<Resolution> resolution() {
        return way.known();
    }

    /** Forgets where the domain leads; the next delivery asks again. */
    void forgetResolution() {
        way.forget();
    }
}
