package veredus.engine.queue;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.engine.shaping.SharedLimit;
import veredus.engine.shaping.SharedLimit.Taken;

/**
 * One count of a shared limit and the queues that wait for room in it. They take turns: whoever was refused stands at the
 * end of the line, once, and when room has come the first one may fill it, with at most {@link #TURN} deliveries. While
 * somebody stands in line, nobody else takes room, unless it is his turn at another limit. One thread gives turns at a
 * time; it lives until there is no room or nobody left.
 *
 * <p>Guarded by its own lock, under which only the limit's is taken.
 */
final class LimitLine {
    /** Deliveries of one queue in its turn. */
    static final int TURN = 10;

    private final SharedLimit limit;
    private final SharedLimits room;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Feeder> line = new LinkedHashSet<>();
    private final TimerWheel.Timer<LimitLine> timer = new TimerWheel.Timer<>(this);
    private volatile boolean any;
    private boolean giving;

    LimitLine(SharedLimit limit, SharedLimits room) {
        this.limit = limit;
        this.room = room;
    }

    SharedLimit limit() {
        return limit;
    }

    /** Takes a place for a delivery of {@code feeder}; who gets none must be remembered. */
    Taken take(Feeder feeder) {
        LimitLine turn = feeder.turn();
        if (turn == null && any) {
            return Taken.NO;
        }
        return limit.take(turn != null && turn != this);
    }

    /** Will give {@code refused} a turn; one, however often it is remembered. */
    void remember(Feeder refused) {
        lock.lock();
        try {
            line.add(refused);
            any = true;
        } finally {
            lock.unlock();
        }
        giveTurns();
    }

    /** A delivery is no longer on its way. */
    void giveBack() {
        limit.giveBack();
        giveTurns();
    }

    /** A delivery did not use the place that was taken for it. */
    void giveBackUnused() {
        limit.giveBackUnused();
        giveTurns();
    }

    /** Gives turns when there is room; else sees to it that it is done when the rate has some. */
    void giveTurns() {
        if (!any) {
            return;
        }
        if (limit.room() > 0) {
            begin();
            return;
        }
        long wait = limit.waitNanos();
        if (wait > 0) {
            room.wake(timer, wait);
        }
    }

    private void begin() {
        lock.lock();
        try {
            if (giving || line.isEmpty()) {
                return;
            }
            giving = true;
        } finally {
            lock.unlock();
        }
        room.threads().startVirtual("limit " + limit.match().rule().title(), this::give);
    }

    private void give() {
        try {
            for (Feeder next = next(); next != null; next = next()) {
                int most = Math.max(1, Math.min(TURN, limit.room()));
                if (next.feedInTurn(this, most) == Feeder.Fed.MORE) {
                    stand(next);
                }
            }
        } catch (RuntimeException bug) {
            room.log()
                    .error(
                            "limit {}: a queue broke in its turn",
                            limit.match().rule().title(),
                            bug);
            end();
        }
        giveTurns();
    }

    private void stand(Feeder feeder) {
        lock.lock();
        try {
            line.add(feeder);
            any = true;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            giving = false;
        } finally {
            lock.unlock();
        }
    }

    /** Whose turn it is; with nobody or no room the giving is over. */
    private @Nullable Feeder next() {
        lock.lock();
        try {
            var each = line.iterator();
            if (!each.hasNext() || limit.room() == 0) {
                giving = false;
                return null;
            }
            Feeder next = each.next();
            each.remove();
            any = !line.isEmpty();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Queues in line. */
    int waiting() {
        lock.lock();
        try {
            return line.size();
        } finally {
            lock.unlock();
        }
    }

    boolean isWaiting(Feeder feeder) {
        lock.lock();
        try {
            return line.contains(feeder);
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of it when nobody uses it. */
    boolean forget() {
        return !any && limit.forget();
    }
}
