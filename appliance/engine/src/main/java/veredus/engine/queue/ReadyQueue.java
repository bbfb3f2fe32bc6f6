package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * {@link #offer}, emptied by the path's dispatchers. A scheduled queue that was refused is remembered as a feeder and
 * asked for more, in turn with the others, when room has come.
 *
 * <p>Guarded by its own lock, which is never held while blocking or calling another room.
 */
public final class ReadyQueue {
    /** Deliveries that one feeder gives in its turn. */
    static final int FEED_BATCH = 100;

    /** With fewer than these the queue asks its feeders for more. */
    private static final int LOW_WATER = 2 * FEED_BATCH;

    /** So many of a tenant are taken even when the others fill the queue. */
    static final int TENANTS_OWN = 10;

    /** Bodies that wait this long after the path's last success are let go from memory. */
    private static final Duration STALLED_AFTER = Duration.ofSeconds(2);

    private final EgressPath path;
    private final Domain domain;
    private final PathGate gate;
    private final ActiveBudget active;
    private final ConnectionBudget connections;
    private final World world;
    private final Consumer<ReadyQueue> dispatcherStarter;
    private final Runnable opener = this::openMore;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairQueue waiting = new FairQueue();
    private final Deque<Bell> idle = new ArrayDeque<>();
    private final Set<Feeder> feeders = new LinkedHashSet<>();
    private final AtomicBoolean openingLater = new AtomicBoolean();
    private boolean feeding;
    private volatile boolean open = true;
    private int inFlight;
    private volatile Resolution.Hosts hosts;

    /** Gives deliveries that rest. */
    interface Feeder {
        Fed feed(int max);
    }

    /** How a feeder fared. */
    enum Fed {
        /** It has more that is due. */
        MORE,
        DONE,
        /** There was no room for all it had; it asks again by itself. */
        REFUSED
    }

    /** What became of an offer. */
    sealed interface Offer {
        record Taken() implements Offer {}

        record Full() implements Offer {}

        /** The path is in backoff. */
        record Resting(Instant until) implements Offer {}
    }

    private static final Offer TAKEN = new Offer.Taken();
    private static final Offer FULL = new Offer.Full();

    ReadyQueue(
            EgressPath path,
            Domain domain,
            Resolution.Hosts hosts,
            PathGate gate,
            ActiveBudget active,
            ConnectionBudget connections,
            World world,
            Consumer<ReadyQueue> dispatcherStarter) {
        this.path = path;
        this.domain = domain;
        this.hosts = hosts;
        this.gate = gate;
        this.active = active;
        this.connections = connections;
        this.world = world;
        this.dispatcherStarter = dispatcherStarter;
    }

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
        if (gate.state() instanceof PathState.Backoff(var until, var failures, var cause)) {
            return new Offer.Resting(until);
        }
        int limit = gate.limits().maxReady();
        @Nullable Bell sleeper;
        int size;
        lock.lock();
        try {
            if (!open || !takePlace(delivery.queue().tenant(), limit)) {
                feeders.add(feeder);
                return FULL;
            }
            waiting.add(delivery);
            size = waiting.size();
            sleeper = idle.poll();
        } finally {
            lock.unlock();
        }
        if (size > FEED_BATCH && gate.lastSuccess().plus(STALLED_AFTER).isBefore(now)) {
            delivery.message().body().forget();
        }
        if (sleeper != null) {
            sleeper.ring();
        } else {
            openMore();
        }
        return TAKEN;
    }

    /** Else a tenant's first message would wait for room until all that another has here is gone. Needs the lock. */
    private boolean takePlace(String tenant, int limit) {
        return active.take(waiting.size(), limit) || active.take(waiting.sizeOfTenant(tenant), TENANTS_OWN);
    }

    /**
     * Starts a dispatcher when the path's limits allow one and what waits is worth it. Looks again by itself when more
     * waits, since a connection that hangs never asks.
     */
    public void openMore() {
        int size = open ? size() : 0;
        if (gate.openFor(size, inFlight())) {
            if (!connections.take(opener)) {
                gate.notOpened();
                return;
            }
            dispatcherStarter.accept(this);
        }
        long wait = size > 0 ? gate.openWaitNanos() : 0;
        if (wait > 0) {
            openAfter(Duration.ofNanos(wait));
        }
    }

    private void openAfter(Duration wait) {
        if (!openingLater.compareAndSet(false, true)) {
            return;
        }
        world.threads().startVirtual("open " + path, () -> {
            try {
                world.time().sleep(wait);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                openingLater.set(false);
            }
            openMore();
        });
    }

    /** A dispatcher ends: its connection's permits are free. */
    public void dispatcherEnded() {
        gate.closed();
        connections.giveBack();
    }

    /** The next delivery, if one waits; it is then in flight until {@link #landed}. */
    public Optional<Delivery> poll() {
        Delivery next;
        boolean low;
        lock.lock();
        try {
            next = waiting.poll();
            if (next != null) {
                inFlight++;
            }
            low = isLow();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            active.giveBack(1);
        }
        if (low) {
            feedMore();
        }
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
    public void landed() {
        lock.lock();
        try {
            inFlight--;
        } finally {
            lock.unlock();
        }
    }

    /** A delivery in flight was not tried: it waits again. */
    public void putBack(Delivery delivery) {
        lock.lock();
        try {
            inFlight--;
            waiting.add(delivery);
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
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Deliveries of one scheduled queue. */
    public int size(QueueName queue) {
        lock.lock();
        try {
            return waiting.size(queue);
        } finally {
            lock.unlock();
        }
    }

    public int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes it when nothing waits, flies or needs to be remembered; answers whether it has. Feeders are not asked: they
     * ask again by themselves.
     */
    boolean retire() {
        lock.lock();
        try {
            if (waiting.size() == 0 && inFlight == 0 && gate.isForgettable()) {
                open = false;
            }
            return !open;
        } finally {
            lock.unlock();
        }
    }

    /** Asks the feeders, one after the other, until the queue is full enough or they have no more. */
    void feedMore() {
        lock.lock();
        try {
            if (feeding || feeders.isEmpty() || !open) {
                return;
            }
            feeding = true;
        } finally {
            lock.unlock();
        }
        world.threads().startVirtual("feed " + path, this::feed);
    }

    private void feed() {
        boolean refused = false;
        do {
            for (Feeder feeder = nextFeeder(); feeder != null && !refused; feeder = refused ? null : nextFeeder()) {
                switch (feeder.feed(FEED_BATCH)) {
                    case MORE -> feedAgain(feeder);
                    case REFUSED -> refused = true;
                    case DONE -> {}
                }
            }
        } while (!isFed(refused));
    }

    private void feedAgain(Feeder feeder) {
        lock.lock();
        try {
            feeders.add(feeder);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the feeding, unless the queue has become low again meanwhile. */
    private boolean isFed(boolean refused) {
        lock.lock();
        try {
            feeding = !refused && open && isLow();
            return !feeding;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Feeder nextFeeder() {
        lock.lock();
        try {
            if (!open || !isLow()) {
                return null;
            }
            var turns = feeders.iterator();
            if (!turns.hasNext()) {
                return null;
            }
            Feeder next = turns.next();
            turns.remove();
            return next;
        } finally {
            lock.unlock();
        }
    }

    private boolean isLow() {
        return !feeders.isEmpty() && waiting.size() < LOW_WATER;
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
        lock.lock();
        try {
            removed = removal.get();
        } finally {
            lock.unlock();
        }
        active.giveBack(removed.size());
        return removed;
    }
}
