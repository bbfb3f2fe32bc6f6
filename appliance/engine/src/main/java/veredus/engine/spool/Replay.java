package veredus.engine.spool;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import veredus.engine.spool.LogFormat.RecordHeader;

/**
 * Makes the catalogue from the records of the log, read in their order. Whatever it finds not settled rests. Used by
 * one thread; takes the catalogue's lock for each record.
 */
final class Replay implements SegmentScanner.Visitor {
    /** Receptions remembered for {@link Spool#unaccounted}. */
    static final int MAX_UNACCOUNTED = 1 << 20;

    private final Catalogue catalogue;
    /** Takes what is damaged. */
    private final Damage damage;

    /** Where messages are that were stored after the last checkpoint of the accounting, with their sequences. */
    private final ArrayDeque<Reception> unaccounted = new ArrayDeque<>();

    private final Set<Long> pieces = new HashSet<>();
    private @Nullable Segment segment;
    private long records;
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

    void enter(Segment next) {
        segment = next;
        pieces.clear();
    }

    private Segment here() {
        Segment now = segment;
        if (now == null) {
            throw new IllegalStateException("no segment has been entered");
        }
        return now;
    }

    long records() {
        return records;
    }

    List<Reception> unaccounted() {
        return unaccounted.stream()
                .filter(reception -> reception.sequence() > accounted)
                .toList();
    }

    @Override
    public void damage(int from, int to) {
        Segment here = here();
        damage.found(here, from, to, from >= here.forced);
    }

    @Override
    public void record(RecordHeader header, BytesIn metadata, long location) throws SpoolException {
        records++;
        switch (header.type()) {
            case LogFormat.MESSAGE -> message(header, MessageRecord.readHead(metadata), location);
            case LogFormat.CHUNK_TYPE -> pieces.add(location);
            case LogFormat.STATES -> {
                List<StatesRecord.Change> changes = StatesRecord.read(metadata);
                locked(() -> changes.forEach(change -> catalogue.changed(change, location)));
            }
            case LogFormat.VOIDS -> {
                List<StatesRecord.Ended> ends = StatesRecord.readVoids(metadata);
                locked(() -> ends.forEach(end -> catalogue.ended(end, location)));
            }
            case LogFormat.ACCOUNTED -> accounted = Math.max(accounted, metadata.u64());
            case LogFormat.SEALED, LogFormat.CLOSED -> {}
            default -> throw BytesIn.malformed();
        }
    }

    private void message(RecordHeader header, MessageRecord.Head head, long location) {
        if (head.stored() == 0) {
            unaccounted.add(new Reception(head.id(), header.sequence(), location));
            while (!unaccounted.isEmpty()
                    && (unaccounted.getFirst().sequence() <= accounted || unaccounted.size() > MAX_UNACCOUNTED)) {
                unaccounted.removeFirst();
            }
        }
        locked(() -> {
            if (!hasPieces(head.chunks())) {
                damage(LogFormat.positionOf(location), LogFormat.positionOf(location) + header.size());
                return;
            }
            for (long chunk : head.chunks().locations()) {
                catalogue.holdChunk(chunk);
            }
            if (head.moved()) {
                moved(head, location, header.size());
            } else {
                stored(head, location, header.size());
            }
        });
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

    private void stored(MessageRecord.Head head, long location, int size) {
        int deliveries = head.domains().size();
        if (catalogue.firstLive(head.id(), deliveries) >= 0) {
            catalogue.relocated(head.id(), deliveries, location, size, head.chunks());
            return;
        }
        catalogue.stored(head.id(), deliveries, location, size, head.chunks());
        long due = DeliveryState.dueMillis(head.notBefore());
        for (int number = 0; number < deliveries; number++) {
            catalogue.rest(catalogue.live.find(head.id(), number), head.queue(number), due);
        }
    }

    private void moved(MessageRecord.Head head, long location, int size) {
        Map<Integer, DeliveryState> states = new HashMap<>();
        head.states().forEach(state -> states.put(state.number(), state));
        int deliveries = head.domains().size();
        boolean known = false;
        for (int number = 0; number < deliveries; number++) {
            long entry = catalogue.live.find(head.id(), number);
            if (entry >= 0 && !states.containsKey(number)) {
                catalogue.settle(entry);
            }
            known |= entry >= 0 && states.containsKey(number);
        }
        if (!known) {
            catalogue.storedInStates(head.id(), head.states(), Catalogue.ALL, location, size, head.chunks());
            return;
        }
        catalogue.relocated(head.id(), deliveries, location, size, head.chunks());
        for (DeliveryState state : head.states()) {
            long entry = catalogue.live.find(head.id(), state.number());
            if (entry >= 0) {
                catalogue.leaveRest(entry);
                catalogue.rest(entry, state.queue(), DeliveryState.dueMillis(state.due()));
            }
        }
    }

    private void locked(Runnable work) {
        catalogue.lock.lock();
        try {
            work.run();
        } finally {
            catalogue.lock.unlock();
        }
    }
}
