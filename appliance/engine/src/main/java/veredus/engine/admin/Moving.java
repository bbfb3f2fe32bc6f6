package veredus.engine.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.QueueName;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.SpoolException;

/**
 * Lets what waits in one queue wait in another. A delivery's queue is part of its state in the spool, and a state is
 * absolute: after a crash each delivery is in the queue that the last durable record of it names, and in no other. What is
 * in flight is counted and left alone. Has no state.
 */
final class Moving {
    private final AdminRooms rooms;
    private final HeldQueues held;

    Moving(AdminRooms rooms) {
        this.rooms = rooms;
        this.held = new HeldQueues(rooms);
    }

    /**
     * Moves the deliveries with recipients that are meant, whole.
     *
     * @param destination where what is in a queue goes; a queue that stays what it is is passed over
     * @param until when to stop, done or not
     */
    void move(
            Selection which,
            List<ScheduledQueue> queues,
            UnaryOperator<QueueName> destination,
            Instant until,
            Tally tally)
            throws SpoolException {
        for (ScheduledQueue queue : queues) {
            QueueName to = destination.apply(queue.name());
            if (to.equals(queue.name())) {
                continue;
            }
            held.work(queue, until, tally, seen -> move(which, seen, to, tally));
            if (tally.isUnfinished()) {
                return;
            }
        }
    }

    private void move(Selection which, List<Delivery> seen, QueueName to, Tally tally) throws SpoolException {
        var taken = new ArrayList<Delivery>(seen.size());
        List<Delivery> moved = List.of();
        try {
            for (Delivery delivery : seen) {
                if (!which.of(delivery).isEmpty()) {
                    rooms.spool()
                            .take(delivery.message().id(), delivery.number())
                            .ifPresent(taken::add);
                }
            }
            // Durable when this returns; after a crash before that, they are where they were.
            moved = rooms.spool().move(taken, to);
        } finally {
            if (moved.isEmpty()) {
                taken.forEach(rooms.spool()::rest);
            }
        }
        for (int i = 0; i < moved.size(); i++) {
            rooms.queues().moved(taken.get(i).queue(), moved.get(i));
            tally.add(which.of(moved.get(i)).size());
        }
    }
}
