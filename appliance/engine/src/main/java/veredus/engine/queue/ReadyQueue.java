package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import veredus.engine.egress.EgressPath;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.engine.shaping.ConnectionBudget;
import veredus.engine.shaping.PathGate;
import veredus.engine.shaping.PathState;
import veredus.mail.address.Domain;
import veredus.world.Bell;
import veredus.world.World;

/**
 * The deliveries that are ready to go over one egress path, in memory and bounded. Filled by scheduled queues through
 * {@link #offer}, emptied by the path's dispatchers. A scheduled queue that was refused is remembered ({@link Feeders}) and
 * asked for more when room has come; {@link Opening} opens the connections.
 *
 * <p>Guarded by its own lock, which is never held while blocking or calling another room.
 */
public final class ReadyQueue {
    /** With fewer than these the queue asks its feeders for more. */
    private static final int LOW_WATER = 2 * Feeder.BATCH;

    /** Behind so many, bodies are let go from memory when the path stalls: it will be long until they are sent. */
    private static final int BODIES_KEPT = 10;

    /** So many of a tenant are taken even when the others fill the queue. */
    static final int TENANTS_OWN = 10;

    private final EgressPath path;
    private final Domain domain;
    private final PathGate gate;
    private final ActiveBudget active;
    private final Opening opening;
    private final Feeders feeders;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairQueue waiting = new FairQueue();
    private final Deque<Bell> idle = new ArrayDeque<>();
    private volatile boolean open = true;
    /** Of {@link #waiting}; written under the lock, read without. */
    private volatile int size;

    private final AtomicInteger inFlight = new AtomicInteger();

    private final Places places = new Places();
    private volatile Resolution.Hosts hosts;

    /** What became of an offer. */
    sealed interface Offer {
        record Taken() implements Offer {}

        record Full() implements Offer {}

        /** A shared limit has no room; the feeder stands in its line. */
        record Limited() implements Offer {}

        /** The path is in backoff. */
        record Resting(Instant until) implements Offer {}
    }

    private static final Offer TAKEN = new Offer.Taken();
    static final Offer FULL = new Offer.Full();
    static final Offer LIMITED = new Offer.Limited();

    /** An open, empty queue; {@code gate} is its path's own. */
    ReadyQueue(EgressPath path, Domain domain, Resolution.Hosts hosts, PathGate gate, Shared shared) {
        this.path = path;
        this.domain = domain;
        this.hosts = hosts;
        this.gate = gate;
        this.active = shared.active();
        World world = shared.world();
        this.feeders = new Feeders(path, world.threads(), this::isLow);
        this.opening = new Opening(
                this, gate, shared.connections(), shared.openings(), world.time(), shared.dispatcherStarter());
    }

    /** What all paths share. */
    record Shared(
            World world,
            ActiveBudget active,
            ConnectionBudget connections,
            Alarms<Opening> openings,
            Consumer<ReadyQueue> dispatcherStarter) {}

    public EgressPath path() {
        return path;
    }

    /** The domain for which the path was first used; its rules are those of the whole site. */
    Domain domain() {
        return domain;
    }

    public PathGate gate() {
        return gate;
    }

    /** Where the path leads, as it was last resolved. */
    public Resolution.Hosts hosts() {
        return hosts;
    }

    void hosts(Resolution.Hosts resolved) {
        hosts = resolved;
    }

    /** Takes the delivery, or says why not; then {@code feeder} will be asked for more when there is room. */
    Offer offer(Delivery delivery, Feeder feeder, Instant now) {
        return offer(delivery, feeder, now, List.of());
    }

    /** The same for a delivery that has its places in {@code limits}, which are given back when it is gone from here. */
    Offer offer(Delivery delivery, Feeder feeder, Instant now, List<LimitLine> limits) {
        if (gate.state() instanceof PathState.Backoff(var until, var failures, var cause)) {
            return new Offer.Resting(until);
        }
        int limit = gate.limits().maxReady();
        boolean serving = gate.isServing();
        @Nullable Bell sleeper;
        int before;
        lock.lock();
        try {
            if (!open || !takePlace(delivery.queue().tenant(), limit, serving)) {
                feeders.remember(feeder);
                return FULL;
            }
            before = size;
            waiting.add(delivery);
            size = before + 1;
            places.put(delivery, limits);
            sleeper = idle.poll();
        } finally {
            lock.unlock();
        }
        if (before >= BODIES_KEPT && gate.isStalled()) {
            delivery.message().body().forget();
        }
        if (sleeper != null) {
            sleeper.ring();
        } else {
            openMore();
        }
        return TAKEN;
    }

    /**
     * Whether fewer than {@code most} of a tenant wait here that have places in shared limits: of these there must not be
     * many. If not, {@code feeder} will be asked when there are.
     */
    boolean hasRoomAhead(String tenant, int most, Feeder feeder) {
        lock.lock();
        try {
            boolean has = places.waitingOf(tenant) < most;
            if (!has) {
                feeders.remember(feeder);
            }
            return has;
        } finally {
            lock.unlock();
        }
    }

    /** Else a tenant's first message would wait for room until all that another has here is gone. Needs the lock. */
    private boolean takePlace(String tenant, int limit, boolean serving) {
        return active.take(size, limit, serving) || active.take(waiting.sizeOfTenant(tenant), TENANTS_OWN, serving);
    }

    /** Starts dispatchers when the path's limits allow more and what waits is worth it. */
    public void openMore() {
        if (open) {
            opening.look();
        }
    }

    /** A dispatcher ends: its connection's permits are free. */
    public void dispatcherEnded() {
        opening.ended();
    }

    /** The next delivery, if one waits; it is then in flight until {@link #landed}. */
    public Optional<Delivery> poll() {
        Delivery next;
        lock.lock();
        try {
            next = waiting.poll();
            if (next != null) {
                size = waiting.size();
                inFlight.incrementAndGet();
                places.waits(next, false);
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            active.giveBack(1);
        }
        feeders.askForMore();
        return Optional.ofNullable(next);
    }

    /** The next delivery, waiting for one at most {@code limit}. {@code bell} is the dispatcher's own. */
    public Optional<Delivery> poll(Duration limit, Bell bell) throws InterruptedException {
        while (true) {
            Optional<Delivery> next = poll();
            if (next.isPresent()) {
                return next;
            }
            lock.lock();
            try {
                if (!open) {
                    return Optional.empty();
                }
                if (waiting.size() > 0) {
                    continue;
                }
                idle.push(bell);
            } finally {
                lock.unlock();
            }
            boolean rang;
            try {
                rang = bell.await(limit);
            } finally {
                forgetSleeper(bell);
            }
            if (!rang) {
                return poll();
            }
        }
    }

    /** A delivery in flight has been handed on to settlement. */
    public void landed(Delivery delivery) {
        inFlight.decrementAndGet();
        if (places.isEmpty()) {
            return;
        }
        List<LimitLine> held;
        lock.lock();
        try {
            held = places.takeOf(List.of(delivery));
        } finally {
            lock.unlock();
        }
        held.forEach(LimitLine::giveBack);
    }

    /** A delivery in flight was not tried: it waits again. */
    public void putBack(Delivery delivery) {
        lock.lock();
        try {
            inFlight.decrementAndGet();
            waiting.add(delivery);
            places.waits(delivery, true);
            size = waiting.size();
        } finally {
            lock.unlock();
        }
        active.retake();
    }

    /** Takes out everything that waits, because the path cannot be used. */
    public List<Delivery> drain() {
        return removed(() -> waiting.removeAll());
    }

    /** Takes out all that waits of one scheduled queue. */
    List<Delivery> drain(QueueName queue) {
        return removed(() -> waiting.removeAll(queue));
    }

    /** Takes out one delivery, if it waits here. */
    Optional<Delivery> drain(QueueName queue, MessageId id, int number) {
        return removed(() ->
                        Stream.ofNullable(waiting.remove(queue, id, number)).toList())
                .stream()
                .findFirst();
    }

    /** What waits of one scheduled queue, at most {@code max}. */
    List<Delivery> list(QueueName queue, int max) {
        lock.lock();
        try {
            return waiting.list(queue, max);
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing any more and lets its dispatchers go when they have nothing in flight. */
    List<Delivery> close() {
        var sleepers = new ArrayList<Bell>();
        lock.lock();
        try {
            open = false;
            sleepers.addAll(idle);
        } finally {
            lock.unlock();
        }
        sleepers.forEach(Bell::ring);
        return drain();
    }

    public int size() {
        return size;
    }

    /** Deliveries of one scheduled queue. */
    public int size(QueueName queue) {
        if (size == 0) {
            return 0;
        }
        lock.lock();
        try {
            return waiting.size(queue);
        } finally {
            lock.unlock();
        }
    }

    public int inFlight() {
        return inFlight.get();
    }

    /**
     * Closes it when nothing waits, flies or needs to be remembered; answers whether it has. Feeders are not asked: they
     * ask again by themselves.
     */
    boolean retire() {
        lock.lock();
        try {
            if (waiting.size() == 0 && inFlight.get() == 0 && gate.isForgettable()) {
                open = false;
            }
            return !open;
        } finally {
            lock.unlock();
        }
    }

    /** Whether more is wanted of the feeders; takes no lock. */
    private boolean isLow() {
        return open && size < LOW_WATER;
    }

    private void forgetSleeper(Bell bell) {
        lock.lock();
        try {
            idle.remove(bell);
        } finally {
            lock.unlock();
        }
    }

    private List<Delivery> removed(Supplier<List<Delivery>> removal) {
        List<Delivery> removed;
        List<LimitLine> held;
        lock.lock();
        try {
            removed = removal.get();
            size = waiting.size();
            held = places.takeOf(removed);
        } finally {
            lock.unlock();
        }
        active.giveBack(removed.size());
        held.forEach(LimitLine::giveBack);
        return removed;
    }
}
