package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.Delivery;
import veredus.engine.spool.SpoolException;

/**
 * Takes what is due of one scheduled queue out of the spool, in order, and lets rest what finds no room. While something
 * that is due rests, newer deliveries rest behind it, so that they do not overtake.
 *
 * <p>A queue that was refused is asked again by the ready queue, and asks by itself, later each time in a row. It then
 * comes with a single delivery, since each that is taken in vain is read from the log and goes back to the index.
 *
 * <p>Guarded by its own lock, which is never held while blocking or calling another room.
 */
final class Feeding implements Feeder {
    /** After this a queue that found no room asks again by itself, twice as late each time in a row. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private static final int ASK_AGAIN_DOUBLINGS = 4;

    /** The same for one that waits for its turn at a shared limit: only in case that it was forgotten. */
    private static final Duration ASK_LIMIT_AGAIN = Duration.ofMinutes(1);

    private static final Duration SPOOL_FAILED_WAIT = Duration.ofSeconds(10);

    private final ScheduledQueue queue;
    private final ScheduledQueues room;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean backlog;
    /** What rests does so for want of room in a shared limit, which asks when it has some. */
    private boolean limited;

    private volatile @Nullable LimitLine turn;
    private int refusals;

    Feeding(ScheduledQueue queue, ScheduledQueues room) {
        this.queue = queue;
        this.room = room;
    }

    /** Takes all that is due, until there is no room. */
    void feedAll() {
        Fed fared = Fed.MORE;
        while (fared == Fed.MORE) {
            fared = feed(BATCH);
        }
    }

    @Override
    public Fed feed(int max) {
        if (queue.mayNotFeed()) {
            return Fed.DONE;
        }
        Instant now = room.time().now();
        int most = begin(max);
        List<Delivery> due;
        try {
            due = room.spool().take(queue.name(), now, most);
        } catch (SpoolException failed) {
            room.log().error("queue {}: cannot take what is due: {}", queue.name(), failed.getMessage());
            room.wake(queue, now.plus(SPOOL_FAILED_WAIT));
            return Fed.REFUSED;
        }
        for (Delivery delivery : due) {
            if (hasBacklog()) {
                restUntilAsked(delivery, now);
            } else {
                queue.goOn(delivery, now);
            }
        }
        return end(now, due.size() == most);
    }

    @Override
    public Fed feedInTurn(LimitLine line, int max) {
        turn = line;
        try {
            return feed(max);
        } finally {
            turn = null;
        }
    }

    @Override
    public @Nullable LimitLine turn() {
        return turn;
    }

    /** Answers how many to take. */
    private int begin(int max) {
        lock.lock();
        try {
            backlog = false;
            limited = false;
            int most = queue.isLimited() ? Math.min(max, Limiting.BATCH) : max;
            return refusals > 0 && turn == null ? 1 : most;
        } finally {
            lock.unlock();
        }
    }

    private Fed end(Instant now, boolean tookAll) {
        boolean refused;
        Duration wait;
        lock.lock();
        try {
            refused = backlog;
            backlog |= tookAll;
            refusals = refused ? Math.min(refusals + 1, ASK_AGAIN_DOUBLINGS) : 0;
            wait = askAgainAfter();
        } finally {
            lock.unlock();
        }
        if (refused || tookAll) {
            // Also when somebody will feed on: a ready queue that comes to nothing asks nobody any more.
            room.wake(queue, now.plus(wait));
            return refused ? Fed.REFUSED : Fed.MORE;
        }
        room.spool().earliestDue(queue.name()).ifPresent(earliest -> room.wake(queue, earliest));
        return Fed.DONE;
    }

    /** Whether something that is due rests because there was no room for it. */
    boolean hasBacklog() {
        lock.lock();
        try {
            return backlog;
        } finally {
            lock.unlock();
        }
    }

    /** Found no room: rests although it is due, and lets later ones queue up behind it. */
    void restBehind(Delivery delivery, Instant now, InsertReason why) {
        lock.lock();
        try {
            backlog = true;
            limited |= why == InsertReason.LIMIT;
        } finally {
            lock.unlock();
        }
        queue.waitsFor(why);
        restUntilAsked(delivery, now);
    }

    /** Rests although it is due. It must not wake the queue at once: there was no room a moment ago. */
    void restUntilAsked(Delivery delivery, Instant now) {
        Duration wait;
        lock.lock();
        try {
            wait = askAgainAfter();
        } finally {
            lock.unlock();
        }
        queue.restUntil(delivery, now.plus(wait));
    }

    /** Needs the lock. */
    private Duration askAgainAfter() {
        return limited ? ASK_LIMIT_AGAIN : ASK_AGAIN.multipliedBy(1L << refusals);
    }
}
