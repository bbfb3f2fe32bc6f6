package veredus.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import veredus.api.policy.Policy;
import veredus.api.policy.VirtualMta;
import veredus.engine.envelope.Delivery;
import veredus.engine.queue.InsertReason;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.settlement.Settlement;
import veredus.world.World;

/** Starts a {@link Dispatcher} for each connection that a path may open, and ends them all. Safe for many threads. */
public final class Dispatchers {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** How long those that were interrupted have to hand over what was said. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final World world;
    private final Connecting connecting;
    private final Settlement settlement;
    private final Supplier<Policy> policy;
    private final String hostName;
    private final GiveBack back;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean running = true;

    /** Brings a delivery that could not be tried back to rest. */
    public interface GiveBack {
        void toRest(Delivery delivery, Instant due, InsertReason reason);
    }

    /**
     * Dispatchers that greet with the vMTA's name, or with {@code hostName} where it has none.
     *
     * @param back where deliveries go that could not be tried
     */
    public Dispatchers(
            World world,
            Connecting connecting,
            Settlement settlement,
            Supplier<Policy> policy,
            String hostName,
            GiveBack back) {
        this.world = world;
        this.connecting = connecting;
        this.settlement = settlement;
        this.policy = policy;
        this.hostName = hostName;
        this.back = back;
    }

    /** Starts one for a path that has taken the permits for it. */
    public void start(ReadyQueue ready) {
        if (!running) {
            ready.dispatcherEnded();
            return;
        }
        var dispatcher = new Dispatcher(ready, this, settlement, world.time());
        Thread thread = world.threads().startVirtual("dispatch " + ready.path(), () -> {
            try {
                dispatcher.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        if (!thread.isAlive()) {
            threads.remove(thread);
        }
    }

    /** Lets each end its conversation, for at most {@code limit}; then they are interrupted. */
    public void stop(Duration limit) throws InterruptedException {
        running = false;
        awaitEnds(limit);
        threads.forEach(Thread::interrupt);
        awaitEnds(FAREWELL);
    }

    private void awaitEnds(Duration limit) throws InterruptedException {
        long from = world.time().nanos();
        while (!threads.isEmpty() && world.time().nanos() - from < limit.toNanos()) {
            world.time().sleep(LOOK_AGAIN);
        }
    }

    boolean isRunning() {
        return running;
    }

    Connecting connecting() {
        return connecting;
    }

    void giveBack(Delivery delivery, Instant due, InsertReason reason) {
        back.toRest(delivery, due, reason);
    }

    /** Where the path's next connection goes; empty when its vMTA is gone or not enabled. */
    Optional<Destination> destination(ReadyQueue ready) {
        for (VirtualMta vmta : policy.get().vmtas()) {
            if (vmta.name().equals(ready.path().vmta()) && vmta.enabled()) {
                String ehlo = vmta.ehlo().orElse(hostName);
                return Optional.of(
                        new Destination(ready.hosts(), vmta, ehlo, ready.gate().limits()));
            }
        }
        return Optional.empty();
    }
}
