package veredus.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import veredus.engine.egress.EgressPath;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.outcome.Outcome;

/**
 * Brings the deliveries of one scheduled queue to the ready queue of a path: chooses a vMTA of the pool, tries another
 * when that one's path has no room, and knows which ready queues have been fed. What cannot be tried rests, or ends when
 * its time is over.
 *
 * <p>Its lock guards only the changing of the list of those fed.
 */
final class Placing {
    /** Members of a pool that are tried for one delivery. */
    private static final int POOL_TRIES = 3;

    private static final Duration NO_SOURCE_WAIT = Duration.ofMinutes(1);

    private final ScheduledQueue queue;
    private final ScheduledQueues room;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<ReadyQueue> fed = List.of();
    private final Limiting limiting;

    Placing(ScheduledQueue queue, ScheduledQueues room) {
        this.queue = queue;
        this.room = room;
        this.limiting = new Limiting(queue, room.limits());
    }

    void place(Delivery delivery, Resolution where, Instant now) {
        switch (where) {
            case Resolution.Nowhere nowhere -> room.settle().notTried(delivery, nowhere.outcome());
            case Resolution.Hosts hosts -> placeAt(delivery, hosts, now);
        }
    }

    private void placeAt(Delivery delivery, Resolution.Hosts hosts, Instant now) {
        var name = queue.name();
        Instant restingUntil = Instant.MAX;
        boolean full = false;
        boolean limited = false;
        for (int attempt = 0; attempt < POOL_TRIES; attempt++) {
            var vmta = room.sources().pick(name.pool(), name.hashCode());
            if (vmta.isEmpty()) {
                restWithoutSource(delivery, now);
                return;
            }
            ReadyQueue ready = room.ready(vmta.get(), hosts, name.domain());
            note(ready);
            switch (offer(ready, hosts, delivery, now)) {
                case ReadyQueue.Offer.Taken() -> {
                    if (queue.isStopped()) {
                        // It was stopped meanwhile, and who stopped it may have looked before this came.
                        ready.drain(name).forEach(queue::rest);
                    }
                    return;
                }
                case ReadyQueue.Offer.Full() -> full = true;
                case ReadyQueue.Offer.Limited() -> limited = true;
                case ReadyQueue.Offer.Resting(var until) ->
                    restingUntil = until.isBefore(restingUntil) ? until : restingUntil;
            }
        }
        if (full) {
            queue.restBehind(delivery, now, InsertReason.READY_QUEUE_FULL);
        } else if (limited) {
            if (!endIfOver(delivery, now, "a shared limit has had no room for it")) {
                queue.restBehind(delivery, now, InsertReason.LIMIT);
            }
        } else {
            String why = "no connection to " + hosts.site().name() + " can be had";
            restUntried(delivery, now, restingUntil, InsertReason.PATH_BACKOFF, why);
        }
    }

    private ReadyQueue.Offer offer(ReadyQueue ready, Resolution.Hosts hosts, Delivery delivery, Instant now) {
        return room.limits().isNone() && !queue.isSlowed()
                ? ready.offer(delivery, queue.feeder(), now)
                : limiting.offer(ready, hosts, delivery, now);
    }

    Limiting limiting() {
        return limiting;
    }

    private void restWithoutSource(Delivery delivery, Instant now) {
        String pool = queue.name().pool();
        var rest = room.sources().rest(pool);
        if (rest.isPresent()) {
            restUntried(
                    delivery,
                    now,
                    rest.get().until(),
                    InsertReason.PROXY_DOWN,
                    rest.get().why());
        } else {
            String why = "no vMTA of " + pool + " can be used";
            restUntried(delivery, now, now.plus(NO_SOURCE_WAIT), InsertReason.NO_SOURCE, why);
        }
    }

    /** Rests until {@code until} without having been tried, or ends when its time is over. */
    private void restUntried(Delivery delivery, Instant now, Instant until, InsertReason reason, String why) {
        if (!endIfOver(delivery, now, why)) {
            queue.waitsFor(reason);
            queue.rest(delivery.dueAt(until));
        }
    }

    private boolean endIfOver(Delivery delivery, Instant now, String why) {
        boolean over = !now.isBefore(room.expiry().of(delivery));
        if (over) {
            room.settle().notTried(delivery, new Outcome.NotTried(Outcome.Reason.EXPIRED, why));
        }
        return over;
    }

    /** The ready queues that have been fed, first fed first. */
    List<ReadyQueue> fed() {
        return fed;
    }

    private void note(ReadyQueue ready) {
        if (fed.contains(ready)) {
            return;
        }
        lock.lock();
        try {
            if (!fed.contains(ready)) {
                var more = new ArrayList<ReadyQueue>(fed.size() + 1);
                more.addAll(fed);
                more.add(ready);
                fed = List.copyOf(more);
            }
        } finally {
            lock.unlock();
        }
    }

    void forget(Set<ReadyQueue> gone, Set<EgressPath> paths) {
        limiting.forget(paths);
        if (fed.stream().noneMatch(gone::contains)) {
            return;
        }
        lock.lock();
        try {
            fed = fed.stream().filter(ready -> !gone.contains(ready)).toList();
        } finally {
            lock.unlock();
        }
    }
}
