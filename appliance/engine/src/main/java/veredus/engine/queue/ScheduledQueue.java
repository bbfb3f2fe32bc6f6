package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.engine.outcome.Outcome;
import veredus.engine.spool.RestingPage;
import veredus.engine.spool.RestingPosition;
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

    /** Replies and failures that are remembered. */
    public static final int RECENT = 10;

    /** How often a delivery is looked for that may be on its way. */
    private static final int CLAIM_TRIES = 3;

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
    /** Ways have changed while the domain was being resolved: the answer does not count. */
    private boolean resolvingStale;

    private boolean paused;
    private int holds;
    private boolean backlog;
    private int refusals;
    private boolean retired;
    private long queued;
    private InsertReason lastReason = InsertReason.RECEIVED;
    private final ArrayDeque<String> recent = new ArrayDeque<>(0);
    private Instant lastUsed;

    ScheduledQueue(QueueName name, ScheduledQueues room, boolean paused) {
        this.name = name;
        this.paused = paused;
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
            note(delivery.lastStatus());
            mustWait = isStopped() || due.isAfter(now);
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

    /** Needs the lock. */
    private void note(String status) {
        if (status.isEmpty() || status.equals(recent.peekFirst())) {
            return;
        }
        recent.addFirst(status);
        if (recent.size() > RECENT) {
            recent.removeLast();
        }
    }

    /** The delivery cannot go on now: it rests until it is due. */
    void restFor(Delivery delivery, InsertReason reason) {
        lock.lock();
        try {
            lastReason = reason;
            note(delivery.lastStatus());
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
            if (isStopped() || retired || room.isRecovering()) {
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
        Duration wait;
        lock.lock();
        try {
            refused = backlog;
            backlog |= due.size() == most;
            refusals = refused ? Math.min(refusals + 1, ASK_AGAIN_DOUBLINGS) : 0;
            wait = askAgainAfter();
        } finally {
            lock.unlock();
        }
        if (refused || due.size() == most) {
            // Also when somebody will feed on: a ready queue that comes to nothing asks nobody any more.
            room.wake(this, now.plus(wait));
            return refused ? ReadyQueue.Fed.REFUSED : ReadyQueue.Fed.MORE;
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
    public void pause() {
        lock.lock();
        try {
            paused = true;
        } finally {
            lock.unlock();
        }
        bringToRest();
    }

    public void resume() {
        lock.lock();
        try {
            paused = false;
        } finally {
            lock.unlock();
        }
        room.wake(this, room.time().now());
    }

    /**
     * Stops it like {@link #pause}, while an operator works on what rests; whether it is paused is another matter. Each
     * hold must be followed by one {@link #release}.
     */
    public void hold() {
        lock.lock();
        try {
            holds++;
        } finally {
            lock.unlock();
        }
        bringToRest();
    }

    public void release() {
        lock.lock();
        try {
            holds--;
        } finally {
            lock.unlock();
        }
        room.wake(this, room.time().now());
    }

    /** Makes what {@code which} says due now; only of what rests. Answers how many that were. */
    public long retryNow(Predicate<Delivery> which) throws SpoolException {
        Instant now = room.time().now();
        long moved = 0;
        // What has been moved is before the place where the next page begins.
        Optional<RestingPosition> from = Optional.of(RestingPosition.behind(now));
        while (from.isPresent()) {
            RestingPage page = room.spool().page(name, from.get(), ReadyQueue.FEED_BATCH);
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
        lock.lock();
        try {
            unresolved.stream().limit(max - found.size()).forEach(found::add);
        } finally {
            lock.unlock();
        }
        return found;
    }

    private void bringToRest() {
        List<Delivery> parked;
        lock.lock();
        try {
            parked = takeParked();
        } finally {
            lock.unlock();
        }
        parked.forEach(this::rest);
        for (ReadyQueue ready : fed()) {
            ready.drain(name).forEach(this::rest);
        }
    }

    /** Needs the lock. */
    private boolean isStopped() {
        return paused || holds > 0;
    }

    private boolean mustRest() {
        lock.lock();
        try {
            return isStopped();
        } finally {
            lock.unlock();
        }
    }

    /** Retires the queue when it has been empty since {@code before}; answers whether it has been. */
    boolean retire(Instant before) {
        lock.lock();
        try {
            retired = queued == 0 && !isStopped() && !resolving && lastUsed.isBefore(before);
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
                park = unresolved.size() < UNRESOLVED_BOUND && room.takeUnresolved();
                if (park) {
                    unresolved.add(delivery);
                    ask = !resolving;
                    resolving = true;
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
        Resolution resolved;
        Optional<List<Delivery>> parked;
        do {
            resolved = ask();
            parked = takeOver(resolved);
        } while (parked.isEmpty());
        Instant now = room.time().now();
        for (Delivery delivery : parked.get()) {
            place(delivery, resolved, now);
        }
    }

    /** Takes the answer over and answers what waited for it; empty when it must be asked again. */
    private Optional<List<Delivery>> takeOver(Resolution resolved) {
        lock.lock();
        try {
            if (resolvingStale) {
                resolvingStale = false;
                return Optional.empty();
            }
            resolution = resolved;
            resolving = false;
            return Optional.of(takeParked());
        } finally {
            lock.unlock();
        }
    }

    /** Needs the lock. */
    private List<Delivery> takeParked() {
        List<Delivery> parked = List.copyOf(unresolved);
        unresolved.clear();
        room.giveBackUnresolved(parked.size());
        return parked;
    }

    private Resolution ask() {
        try {
            return room.resolver().resolve(name.domain());
        } catch (RuntimeException bug) {
            room.log().error("queue {}: its domain cannot be resolved", name, bug);
            var outcome = new Outcome.NotTried(Outcome.Reason.DNS, "4.3.0 resolving broke: " + bug);
            return new Resolution.Nowhere(outcome, room.time().now().plus(NO_SOURCE_WAIT));
        }
    }

    private void place(Delivery delivery, Resolution where, Instant now) {
        if (mustRest()) {
            rest(delivery);
            return;
        }
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
                restUntried(
                        delivery,
                        now,
                        now.plus(NO_SOURCE_WAIT),
                        InsertReason.NO_SOURCE,
                        "no vMTA of " + name.pool() + " can be used");
                return;
            }
            ReadyQueue ready = room.ready(vmta.get(), hosts, name.domain());
            noteFed(ready);
            switch (ready.offer(delivery, this, now)) {
                case ReadyQueue.Offer.Taken() -> {
                    if (mustRest()) {
                        // It was stopped meanwhile, and who stopped it may have looked before this came.
                        ready.drain(name).forEach(this::rest);
                    }
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
            restUntried(
                    delivery,
                    now,
                    restingUntil,
                    InsertReason.PATH_BACKOFF,
                    "no connection to " + hosts.site().name() + " can be had");
        }
    }

    /** Rests until {@code until} without having been tried, or ends when its time is over. */
    private void restUntried(Delivery delivery, Instant now, Instant until, InsertReason reason, String why) {
        if (!now.isBefore(room.expiry().of(delivery))) {
            room.settle().notTried(delivery, new Outcome.NotTried(Outcome.Reason.EXPIRED, why));
            return;
        }
        lock.lock();
        try {
            lastReason = reason;
        } finally {
            lock.unlock();
        }
        rest(delivery.dueAt(until));
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
            wait = askAgainAfter();
        } finally {
            lock.unlock();
        }
        delivery.message().body().forget();
        room.spool().rest(delivery);
        room.wake(this, now.plus(wait));
    }

    /** Needs the lock. */
    private Duration askAgainAfter() {
        return ASK_AGAIN.multipliedBy(1L << refusals);
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

    void forgetFed(Set<ReadyQueue> gone) {
        lock.lock();
        try {
            fed.removeAll(gone);
        } finally {
            lock.unlock();
        }
    }

    /** The ready queues that it has fed. */
    public List<ReadyQueue> fed() {
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
            return recent.isEmpty() ? "" : recent.getFirst();
        } finally {
            lock.unlock();
        }
    }

    /** The last replies and failures, latest first, at most {@link #RECENT}; equal ones in a row are one. */
    public List<String> recentStatuses() {
        lock.lock();
        try {
            return List.copyOf(recent);
        } finally {
            lock.unlock();
        }
    }

    /** Deliveries that wait for a connection. */
    public long ready() {
        return fed().stream().mapToLong(ready -> ready.size(name)).sum();
    }

    /** Deliveries that wait in memory for the domain to be resolved. */
    public int unresolved() {
        lock.lock();
        try {
            return unresolved.size();
        } finally {
            lock.unlock();
        }
    }

    /** Where the domain led when it was last asked for. */
    public Optional<Resolution> resolution() {
        lock.lock();
        try {
            return Optional.ofNullable(resolution);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets where the domain leads; the next delivery asks again. */
    void forgetResolution() {
        lock.lock();
        try {
            resolution = null;
            resolvingStale = resolving;
        } finally {
            lock.unlock();
        }
    }
}
