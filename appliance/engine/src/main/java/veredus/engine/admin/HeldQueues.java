package veredus.engine.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.Delivery;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.RestingPage;
import veredus.engine.spool.RestingPosition;
import veredus.engine.spool.SpoolException;

/** Goes through what waits in queues, each of which is held meanwhile, so that all of it is at rest and in one place. */
final class HeldQueues {
    private final AdminRooms rooms;

    HeldQueues(AdminRooms rooms) {
        this.rooms = rooms;
    }

    /** What is done with some deliveries as they rest. */
    interface Work {
        void on(List<Delivery> seen) throws SpoolException;
    }

    /**
     * Goes through one queue. What is in flight is counted and left alone.
     *
     * @param until when to stop, done or not; {@code tally} then says that it is unfinished
     */
    void work(ScheduledQueue queue, Instant until, Tally tally, Work work) throws SpoolException {
        queue.hold();
        try {
            tally.flying(queue, rooms.spool().resting(queue.name()));
            Optional<RestingPosition> from = Optional.of(RestingPosition.START);
            while (from.isPresent()) {
                if (rooms.world().time().now().isAfter(until)) {
                    tally.unfinished();
                    return;
                }
                RestingPage page = rooms.spool().page(queue.name(), from.get(), QueueActions.BATCH);
                work.on(page.deliveries());
                from = page.next();
            }
        } finally {
            queue.release();
        }
    }
}
