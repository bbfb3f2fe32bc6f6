package veredus.engine.queue;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import veredus.engine.egress.EgressPath;
import veredus.world.Threads;

/**
 * Who was refused by a ready queue, and is asked for more, in turn, when room has come. One thread asks at a time; it
 * lives until there is no room or nobody left.
 *
 * <p>Guarded by its own lock, which may be taken under the ready queue's, never the other way round.
 */
final class Feeders {
    private final EgressPath path;
    private final Threads threads;
    private final BooleanSupplier hasRoom;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Feeder> turns = new LinkedHashSet<>();
    private volatile boolean any;
    private boolean asking;

    /**
     * Nobody yet.
     *
     * @param hasRoom whether the ready queue wants more; takes no lock
     */
    Feeders(EgressPath path, Threads threads, BooleanSupplier hasRoom) {
        this.path = path;
        this.threads = threads;
        this.hasRoom = hasRoom;
    }

    /** Will ask {@code refused} when its turn comes; once, however often it is remembered. */
    void remember(Feeder refused) {
        lock.lock();
        try {
            turns.add(refused);
            any = true;
        } finally {
            lock.unlock();
        }
    }

    /** Asks them, one after the other, until the queue is full enough or they have no more. */
    void askForMore() {
        if (!any || !hasRoom.getAsBoolean()) {
            return;
        }
        lock.lock();
        try {
            if (asking || turns.isEmpty()) {
                return;
            }
            asking = true;
        } finally {
            lock.unlock();
        }
        threads.startVirtual("feed " + path, this::ask);
    }

    private void ask() {
        boolean refused = false;
        do {
            for (Feeder feeder = next(); feeder != null && !refused; feeder = refused ? null : next()) {
                switch (feeder.feed(Feeder.BATCH)) {
                    case MORE -> remember(feeder);
                    case REFUSED -> refused = true;
                    case DONE -> {}
                }
            }
        } while (!isOver(refused));
    }

    /** Ends the asking, unless room has come again meanwhile. */
    private boolean isOver(boolean refused) {
        lock.lock();
        try {
            asking = !refused && !turns.isEmpty() && hasRoom.getAsBoolean();
            return !asking;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Feeder next() {
        lock.lock();
        try {
            var each = turns.iterator();
            if (!hasRoom.getAsBoolean() || !each.hasNext()) {
                return null;
            }
            Feeder next = each.next();
            each.remove();
            any = !turns.isEmpty();
            return next;
        } finally {
            lock.unlock();
        }
    }
}
