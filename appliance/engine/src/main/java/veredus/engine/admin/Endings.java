package veredus.engine.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Recipient;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.settlement.Ending;
import veredus.engine.spool.QueueAtRest;
import veredus.engine.spool.RestingPage;
import veredus.engine.spool.RestingPosition;
import veredus.engine.spool.SpoolException;

/** Ends what waits, without an attempt. What is in flight is counted and left alone. Has no state. */
final class Endings {
    private final AdminRooms rooms;

    Endings(AdminRooms rooms) {
        this.rooms = rooms;
    }

    /**
     * Ends what is meant in {@code queues}. Each queue is held meanwhile, so that all that waits of it is at rest and in
     * one place.
     *
     * @param until when to stop, done or not
     */
    void end(Selection which, List<ScheduledQueue> queues, Ending ending, String detail, Instant until, Tally tally)
            throws SpoolException {
        for (ScheduledQueue queue : queues) {
            queue.hold();
            try {
                end(which, queue, ending, detail, until, tally);
            } finally {
                queue.release();
            }
            if (tally.isUnfinished()) {
                return;
            }
        }
    }

    private void end(Selection which, ScheduledQueue queue, Ending ending, String detail, Instant until, Tally tally)
            throws SpoolException {
        QueueAtRest resting =
                rooms.spool().atRest(queue.name(), rooms.world().time().now(), 1);
        tally.flying(queue, resting);
        Optional<RestingPosition> from = Optional.of(RestingPosition.START);
        while (from.isPresent()) {
            if (rooms.world().time().now().isAfter(until)) {
                tally.unfinished();
                return;
            }
            RestingPage page = rooms.spool().page(queue.name(), from.get(), QueueActions.BATCH);
            for (Delivery seen : page.deliveries()) {
                end(seen, which, ending, detail, tally);
            }
            from = page.next();
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
