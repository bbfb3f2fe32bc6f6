package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.VirtualMta;
import veredus.engine.egress.EgressPath;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.QueueName;
import veredus.engine.outcome.Outcome;
import veredus.engine.spool.QueueSummary;
import veredus.engine.spool.Spool;
import veredus.mail.address.Domain;
import veredus.world.Threads;
import veredus.world.Time;
import veredus.world.World;

/**
 * All scheduled queues, the wheel that wakes them, and the way into them: new mail through {@link #admit}, what an
 * attempt left over through {@link #settled}, what a stop left over through {@link #recover}.
 *
 * <p>One thread turns the wheel; {@link #WAKERS} threads take what is due out of the spool.
 */
public final class ScheduledQueues {
    private static final Logger log = LoggerFactory.getLogger(ScheduledQueues.class);
    private static final int WAKERS = 4;

    /** A queue that has been empty for so long is let go. */
    private static final Duration REAP_AFTER = Duration.ofMinutes(10);

    private static final Duration REAP_EVERY = Duration.ofMinutes(1);

    /** Deliveries of all queues that wait in memory for their domains to be resolved; as many may be asked for at once. */
    static final int UNRESOLVED_BOUND = 20_000;

    private final World world;
    private final Spool spool;
    private final Resolver resolver;
    private final Sources sources;
    private final ReadyQueues readyQueues;
    private final Settle settle;
    private final Expiry expiry;
    private final ConcurrentHashMap<QueueName, ScheduledQueue> byName = new ConcurrentHashMap<>();
    private final Alarms<ScheduledQueue> alarms;
    private final SharedLimits limits;
    private final LinkedBlockingQueue<ScheduledQueue> woken = new LinkedBlockingQueue<>();
    private final AtomicInteger unresolved = new AtomicInteger();
    private volatile Predicate<QueueName> pausedAtBirth = name -> false;
    private volatile Predicate<QueueName> slowedAtBirth = name -> false;
    private volatile boolean running = true;
    private volatile boolean recovering;

    /** Says where a domain's mail goes, by a named route where that is not empty; may block on DNS. */
    public interface Resolver {
        Resolution resolve(Domain domain, String route);
    }

    /** Chooses the vMTA for the next delivery of a pool. */
    public interface Sources {
        Optional<VirtualMta> pick(String pool, long salt);

        /** Until when a pool cannot be used that has vMTAs which might send; empty where waiting alone changes nothing. */
        default Optional<Rest> rest(String pool) {
            return Optional.empty();
        }

        /**
         * A pool that waits.
         *
         * @param why for operators
         */
        record Rest(Instant until, String why) {}
    }

    /** Says when a delivery's time is over, by the policy of the moment. */
    public interface Expiry {
        Instant of(Delivery delivery);
    }

    /** Settles a delivery for which there was no conversation to be had. */
    public interface Settle {
        void notTried(Delivery delivery, Outcome.NotTried outcome);
    }

    /** Queues that lie idle until {@link #start}. */
    public ScheduledQueues(
            World world,
            Spool spool,
            Resolver resolver,
            Sources sources,
            ReadyQueues readyQueues,
            Settle settle,
            Expiry expiry) {
        this.world = world;
        this.spool = spool;
        this.resolver = resolver;
        this.sources = sources;
        this.readyQueues = readyQueues;
        this.settle = settle;
        this.expiry = expiry;
        this.alarms = new Alarms<>(world.time());
        this.limits = new SharedLimits(world);
    }

    /** Queues that come into being from now on are paused where {@code which} says so. */
    public void pauseNewcomers(Predicate<QueueName> which) {
        pausedAtBirth = which;
    }

    /** Queues that come into being from now on are in backoff mode where {@code which} says so. */
    public void slowNewcomers(Predicate<QueueName> which) {
        slowedAtBirth = which;
    }

    /** Starts waking queues. */
    public void start() {
        world.threads().startVirtual("wheel", () -> alarms.turn(woken::addAll));
        readyQueues.start();
        limits.start();
        for (int i = 0; i < WAKERS; i++) {
            world.threads().startVirtual("waker " + i, this::wakeQueues);
        }
        world.threads().startVirtual("reaper", this::reap);
    }

    /** Takes a message that has just been stored; does not block. */
    public void admit(Message message) {
        Instant now = world.time().now();
        for (Delivery delivery : Delivery.allOf(message)) {
            boolean later = delivery.due().isAfter(now);
            queue(delivery.queue(), 1)
                    .insert(delivery, delivery.due(), later ? InsertReason.SCHEDULED : InsertReason.RECEIVED);
        }
    }

    /**
     * Counts a delivery of a message that has just been stored and that the caller keeps to attempt it itself: it waits
     * nowhere until it is settled or given back.
     */
    public void entrust(Delivery delivery) {
        queue(delivery.queue(), 1);
    }

    /**
     * An attempt or an operator has changed {@code before}, durably; {@code remaining} is left of it. It goes to rest
     * even when it is due, since the caller is the settlement thread, which must not wait for a queue.
     */
    public void settled(Delivery before, Optional<Delivery> remaining) {
        ScheduledQueue queue = queue(before.queue(), 0);
        if (remaining.isPresent()) {
            queue.restFor(remaining.get(), InsertReason.DEFERRED);
        } else {
            queue.leave();
        }
    }

    /**
     * A delivery that was taken from {@code from} has another queue now, durably, and rests there. Until this is called
     * it is the caller's.
     */
    public void moved(QueueName from, Delivery moved) {
        queue(moved.queue(), 1).restFor(moved, InsertReason.MOVED);
        queue(from, 0).leave();
    }

    /** Takes back a delivery that was ready and could not be tried; it rests until {@code due}. */
    public void giveBack(Delivery delivery, Instant due, InsertReason reason) {
        queue(delivery.queue(), 0).restFor(delivery.dueAt(due), reason);
    }

    /**
     * What an earlier run has left is still being read: until {@link #recovered} nothing is taken from the index. New
     * mail goes its way.
     */
    public void recovering() {
        recovering = true;
    }

    /** All of it has been taken over through {@link #recover}; new mail that rested meanwhile goes on too. */
    public void recovered() {
        recovering = false;
        Instant now = world.time().now();
        byName.values().forEach(queue -> wake(queue, now));
    }

    /** Whether what an earlier run has left is still being read; until then it is counted nowhere. */
    public boolean isRecovering() {
        return recovering;
    }

    /** Takes over what an earlier run has left in the index. */
    public void recover(QueueSummary found) {
        wake(queue(found.queue(), found.deliveries()), found.earliestDue());
    }

    /** The queue of that name, counting {@code newcomers} in. */
    private ScheduledQueue queue(QueueName name, long newcomers) {
        while (true) {
            ScheduledQueue queue = byName.computeIfAbsent(
                    name,
                    absent -> new ScheduledQueue(absent, this, pausedAtBirth.test(absent), slowedAtBirth.test(absent)));
            if (queue.admit(newcomers)) {
                return queue;
            }
            byName.remove(name, queue);
        }
    }

    /** Where mail for {@code domain} goes now without a named route; may block on DNS. */
    public Resolution resolve(Domain domain) {
        return resolver.resolve(domain, "");
    }

    public Optional<ScheduledQueue> find(QueueName name) {
        return Optional.ofNullable(byName.get(name));
    }

    public List<ScheduledQueue> all() {
        return List.copyOf(byName.values());
    }

    /**
     * All queues at a glance, counted in one walk.
     *
     * @param queued deliveries that are not settled
     * @param filled queues that have mail; the others are remembered for a while
     * @param slowed queues in backoff mode
     */
    public record Totals(long queued, long filled, long slowed) {}

    /** All of it, counted now. */
    public Totals totals() {
        long queued = 0;
        long filled = 0;
        long slowed = 0;
        for (ScheduledQueue queue : byName.values()) {
            long of = queue.queued();
            queued += of;
            filled += of > 0 ? 1 : 0;
            slowed += queue.isSlowed() ? 1 : 0;
        }
        return new Totals(queued, filled, slowed);
    }

    /** Deliveries that are not settled, over all queues. */
    public long queued() {
        return byName.values().stream().mapToLong(ScheduledQueue::queued).sum();
    }

    /** Whether the queue of that name is in backoff mode. */
    public boolean isSlowed(QueueName name) {
        return find(name).filter(ScheduledQueue::isSlowed).isPresent();
    }

    /** Those of them that an operator has withheld. */
    public long withheld() {
        return byName.values().stream()
                .filter(queue -> queue.name().isWithheld())
                .mapToLong(ScheduledQueue::queued)
                .sum();
    }

    /**
     * Routes, vMTAs or pools have changed: every queue finds its way anew, and so does what waits for a path that may
     * lead nowhere now.
     */
    public void routesChanged() {
        byName.values().forEach(ScheduledQueue::forgetResolution);
        readyQueues.drain().forEach(delivery -> giveBack(delivery, delivery.due(), InsertReason.REROUTED));
        // What waits for the rates of backoff mode looks at once whether they are others now.
        Instant now = world.time().now();
        byName.values().stream().filter(ScheduledQueue::isSlowed).forEach(queue -> wake(queue, now));
    }

    /** Stops waking queues and brings everything that is ready to rest; in flight deliveries end by themselves. */
    public void stop() {
        running = false;
        alarms.stop();
        limits.stop();
        readyQueues.close().forEach(spool::rest);
    }

    void wake(ScheduledQueue queue, Instant due) {
        alarms.set(queue.timer, due);
    }

    private void wakeQueues() {
        try {
            while (running) {
                ScheduledQueue queue = woken.take();
                try {
                    queue.activate();
                } catch (RuntimeException bug) {
                    log.error("queue {}: cannot be woken, tried again in a minute", queue.name(), bug);
                    wake(queue, world.time().now().plus(REAP_EVERY));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void reap() {
        try {
            while (running) {
                world.time().sleep(REAP_EVERY);
                Instant before = world.time().now().minus(REAP_AFTER);
                byName.values().removeIf(queue -> queue.retire(before));
                Set<ReadyQueue> idle = readyQueues.reap();
                if (!idle.isEmpty()) {
                    var paths = new LinkedHashSet<EgressPath>();
                    idle.forEach(ready -> paths.add(ready.path()));
                    byName.values().forEach(queue -> queue.forgetFed(idle, paths));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a place for a delivery whose domain is to be resolved, or answers that there is none. */
    boolean takeUnresolved() {
        if (unresolved.incrementAndGet() <= UNRESOLVED_BOUND) {
            return true;
        }
        unresolved.decrementAndGet();
        return false;
    }

    void giveBackUnresolved(int count) {
        unresolved.addAndGet(-count);
    }

    /** The limits that queues and paths share. */
    public SharedLimits limits() {
        return limits;
    }

    Time time() {
        return world.time();
    }

    Threads threads() {
        return world.threads();
    }

    Spool spool() {
        return spool;
    }

    Resolver resolver() {
        return resolver;
    }

    Sources sources() {
        return sources;
    }

    Settle settle() {
        return settle;
    }

    Expiry expiry() {
        return expiry;
    }

    ReadyQueue ready(VirtualMta vmta, Resolution.Hosts hosts, Domain domain) {
        return readyQueues.of(vmta.name(), hosts, domain);
    }

    Logger log() {
        return log;
    }
}
