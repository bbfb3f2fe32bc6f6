package veredus.engine.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import veredus.engine.envelope.Delivery;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.SpoolException;

/**
 * Makes what waits more or less urgent. A delivery's priority is part of its state in the spool, like its queue (see
 * {@link Moving}). What is in flight is counted and left alone. Has no state.
 */
final class Prioritizing {
    private final AdminRooms rooms;
    private final HeldQueues held;

    Prioritizing(AdminRooms rooms) {
        this.rooms = rooms;
        this.held = new HeldQueues(rooms);
    }

    /**
     * Changes the deliveries with recipients that are meant, whole.
     *
     * @param until when to stop, done or not
     */
    void prioritize(Selection which, List<ScheduledQueue> queues, int priority, Instant until, Tally tally)
            throws SpoolException {
        for (ScheduledQueue queue : queues) {
            held.work(queue, until, tally, seen -> prioritize(which, seen, priority, tally));
            if (tally.isUnfinished()) {
                return;
            }
        }
    }

    private void prioritize(Selection which, List<Delivery> seen, int priority, Tally tally) throws SpoolException {
        var taken = new ArrayList<Delivery>(seen.size());
        List<Delivery> changed = List.of();
        try {
            for (Delivery delivery : seen) {
                int meant = which.of(delivery).size();
                if (meant > 0 && delivery.priority() == priority) {
                    tally.add(meant);
                } else if (meant > 0) {
                    rooms.spool()
                            .take(delivery.message().id(), delivery.number())
                            .ifPresent(taken::add);
                }
            }
            // Durable when this returns; after a crash before that, they are as urgent as they were.
            changed = rooms.spool().prioritize(taken, priority);
        } finally {
            List<Delivery> resting = changed.isEmpty() ? taken : changed;
            resting.forEach(rooms.spool()::rest);
        }
        changed.forEach(delivery -> tally.add(which.of(delivery).size()));
    }
}
