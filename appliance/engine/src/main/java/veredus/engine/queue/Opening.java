package veredus.engine.queue;

import java.util.function.Consumer;
import veredus.engine.shaping.ConnectionBudget;
import veredus.engine.shaping.PathGate;
import veredus.world.Time;

/**
 * Opens the connections of one path, as many as its gate and the budget of all paths allow and what waits is worth. Looks
 * again by itself while mail waits, since a connection that hangs never asks. Safe for many threads; has no lock.
 */
final class Opening {
    private final ReadyQueue ready;
    private final PathGate gate;
    private final ConnectionBudget budget;
    private final Alarms<Opening> alarms;
    private final Time time;
    private final Consumer<ReadyQueue> dispatcherStarter;
    private final Runnable whenFree = this::look;
    private final TimerWheel.Timer<Opening> timer = new TimerWheel.Timer<>(this);

    Opening(
            ReadyQueue ready,
            PathGate gate,
            ConnectionBudget budget,
            Alarms<Opening> alarms,
            Time time,
            Consumer<ReadyQueue> dispatcherStarter) {
        this.ready = ready;
        this.gate = gate;
        this.budget = budget;
        this.alarms = alarms;
        this.time = time;
        this.dispatcherStarter = dispatcherStarter;
    }

    /** Starts dispatchers while one more is worth it; at most as many as the path may have connections. */
    void look() {
        int waiting = ready.size();
        // When the engine stops, each dispatcher ends before it begins, so the gate alone would be no bound.
        int most = gate.limits().maxConnections();
        for (int started = 0; started < most && gate.openFor(waiting, ready.inFlight()); started++) {
            if (!budget.take(gate.standing(), whenFree)) {
                gate.notOpened();
                return;
            }
            dispatcherStarter.accept(ready);
            waiting = ready.size();
        }
        long wait = waiting > 0 ? gate.openWaitNanos(waiting, ready.inFlight()) : 0;
        if (wait > 0) {
            alarms.set(timer, time.now().plusNanos(wait));
        }
    }

    /** A connection has ended: its permits are free. */
    void ended() {
        gate.closed();
        budget.giveBack();
    }
}
