package veredus.engine.spool;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import veredus.engine.spool.LogStep.Stand;
import veredus.engine.spool.QueueNumbers.Frequent;

/**
 * Makes the catalogue from the steps of the log, taken in their order. Whatever it finds not settled rests. Used by one
 * thread, which holds the catalogue's lock for some steps at a time.
 */
final class Replay {
    /** Receptions remembered for {@link Spool#unaccounted}. */
    static final int MAX_UNACCOUNTED = 1 << 20;

    private final Catalogue catalogue;
    /** Takes what is damaged. */
    private final Damage damage;

    /** Where messages are that were stored after the last checkpoint of the accounting, with their sequences. */
    private final ArrayDeque<Reception> unaccounted = new ArrayDeque<>();

    private final Set<Long> pieces = new HashSet<>();
    /** Messages whose bodies are not whole; told when the lock is free again, since that writes a file. */
    private final ArrayDeque<LogStep.Stored> torn = new ArrayDeque<>();

    private @Nullable Segment segment;
    private long accounted;

    /** A stored message. */
    record Reception(long id, long sequence, long location) {}

    /** Notes damage. */
    interface Damage {
        /** Bytes that are no record; {@code torn} when a crash explains it, and nothing acknowledged was there. */
        void found(Segment segment, int from, int to, boolean torn);
    }

    Replay(Catalogue catalogue, long accounted, Damage damage) {
        this.catalogue = catalogue;
        this.accounted = accounted;
        this.damage = damage;
    }

    List<Reception> unaccounted() {
        return unaccounted.stream()
                .filter(reception -> reception.sequence() > accounted)
                .toList();
    }

    /** Takes steps, all of one segment. */
    void take(List<LogStep> steps) {
        catalogue.lock.lock();
        try {
            steps.forEach(this::apply);
        } finally {
            catalogue.lock.unlock();
        }
        for (LogStep step : steps) {
            if (step instanceof LogStep.Damaged(int from, int to)) {
                damaged(from, to);
            } else if (step instanceof LogStep.Left(SegmentScanner.Seen seen)) {
                left(seen);
            }
        }
        for (LogStep.Stored message; (message = torn.poll()) != null; ) {
            int from = LogFormat.positionOf(message.location());
            damaged(from, from + message.size());
        }
    }

    private void apply(LogStep step) {
        switch (step) {
            case LogStep.Entered(Segment entered) -> {
                segment = entered;
                pieces.clear();
            }
            case LogStep.Stored message -> message(message);
            case LogStep.Piece(long location) -> pieces.add(location);
            case LogStep.Changed(List<Stand> stands, long location) -> {
                for (Stand stand : stands) {
                    catalogue.changed(stand, location);
                }
            }
            case LogStep.Ended(List<StatesRecord.Ended> ends, long location) ->
                ends.forEach(end -> catalogue.ended(end, location));
            case LogStep.Accounted(long sequence) -> accounted = Math.max(accounted, sequence);
            case LogStep.Mark mark -> {}
            case LogStep.Unread unread -> here().unread = true;
            case LogStep.Damaged damaged -> {}
            case LogStep.Left left -> {}
        }
    }

    private void damaged(int from, int to) {
        Segment here = here();
        damage.found(here, from, to, from >= here.forced);
    }

    /** The end of a segment without a successor is known only now; in others there may be less than there was. */
    private void left(SegmentScanner.Seen seen) {
        Segment here = here();
        if (here.end == Integer.MAX_VALUE) {
            here.end = LogFormat.upToBlock(seen.end());
            here.forced = here.end;
        } else if (seen.end() < here.forced - LogFormat.BLOCK) {
            damaged(seen.end(), here.forced);
        }
    }

    private Segment here() {
        return Objects.requireNonNull(segment, "no segment has been entered");
    }

    private void message(LogStep.Stored message) {
        if (message.own()) {
            unaccounted.add(new Reception(message.id(), message.sequence(), message.location()));
            while (!unaccounted.isEmpty()
                    && (unaccounted.getFirst().sequence() <= accounted || unaccounted.size() > MAX_UNACCOUNTED)) {
                unaccounted.removeFirst();
            }
        }
        if (!hasPieces(message.chunks())) {
            torn.add(message);
            return;
        }
        for (long chunk : message.chunks().locations()) {
            catalogue.holdChunk(chunk);
        }
        if (message.moved()) {
            moved(message);
        } else {
            stored(message);
        }
    }

    /** Whether the pieces of a large body are there; a crash may have lost those that were not yet durable. */
    private boolean hasPieces(Pieces chunks) {
        for (long chunk : chunks.locations()) {
            Segment holder = catalogue.ledger.find(LogFormat.segmentOf(chunk));
            Segment now = here();
            boolean here = holder == now && LogFormat.positionOf(chunk) >= now.forced;
            // A segment that has gone held pieces of a message whose end comes later in the log.
            if (holder != null
                    && (here ? !pieces.contains(chunk) : holder != now && LogFormat.positionOf(chunk) >= holder.end)) {
                return false;
            }
        }
        return true;
    }

    private void stored(LogStep.Stored message) {
        Frequent[] queues = message.queues();
        int deliveries = queues.length;
        long id = message.id();
        if (catalogue.firstLive(id, deliveries) >= 0) {
            catalogue.relocated(id, deliveries, message.location(), message.size(), message.chunks());
            return;
        }
        catalogue.stored(
                id,
                deliveries,
                message.location(),
                message.size(),
                message.chunks(),
                (number, entry) -> catalogue.rest(entry, queues[number], message.due()));
    }

    private void moved(LogStep.Stored message) {
        long id = message.id();
        Map<Integer, Stand> stands = new HashMap<>();
        message.stands().forEach(stand -> stands.put(stand.number(), stand));
        int deliveries = message.queues().length;
        boolean known = false;
        for (int number = 0; number < deliveries; number++) {
            long entry = catalogue.live.find(id, number);
            if (entry >= 0 && !stands.containsKey(number)) {
                catalogue.settle(entry);
            }
            known |= entry >= 0 && stands.containsKey(number);
        }
        if (!known) {
            catalogue.storedInStands(
                    id, message.stands(), Catalogue.ALL, message.location(), message.size(), message.chunks());
            return;
        }
        catalogue.relocated(id, deliveries, message.location(), message.size(), message.chunks());
        for (Stand stand : message.stands()) {
            long entry = catalogue.live.find(id, stand.number());
            Frequent queue = stand.queue();
            if (entry >= 0 && queue != null) {
                catalogue.leaveRest(entry);
                catalogue.rest(entry, queue, stand.due());
            }
        }
    }
}
