package veredus.engine.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Recipient;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.settlement.Ending;
import veredus.engine.spool.SpoolException;

/** Ends what waits, without an attempt. What is in flight is counted and left alone. Has no state. */
final class Endings {
    private final AdminRooms rooms;
    private final HeldQueues held;

    Endings(AdminRooms rooms) {
        this.rooms = rooms;
        this.held = new HeldQueues(rooms);
    }

    /**
     * Ends what is meant in {@code queues}.
     *
     * @param until when to stop, done or not
     */
    void end(Selection which, List<ScheduledQueue> queues, Ending ending, String detail, Instant until, Tally tally)
            throws SpoolException {
        for (ScheduledQueue queue : queues) {
            held.work(queue, until, tally, deliveries -> {
                for (Delivery seen : deliveries) {
                    end(seen, which, ending, detail, tally);
                }
            });
            if (tally.isUnfinished()) {
                return;
            }
        }
    }

    private void end(Delivery seen, Selection which, Ending ending, String detail, Tally tally) throws SpoolException {
        if (which.of(seen).isEmpty()) {
            return;
        }
        Optional<Delivery> taken = rooms.spool().take(seen.message().id(), seen.number());
        if (taken.isEmpty()) {
            return;
        }
        List<Recipient> meant = which.of(taken.get());
        boolean ended = false;
        try {
            rooms.settlement().ended(taken.get(), meant, ending, detail);
            ended = true;
        } finally {
            if (!ended) {
                rooms.spool().rest(taken.get());
            }
        }
        tally.add(meant.size());
    }
}
