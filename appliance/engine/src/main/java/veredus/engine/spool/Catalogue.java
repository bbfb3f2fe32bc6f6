package veredus.engine.spool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.QueueName;
import veredus.engine.spool.QueueNumbers.Frequent;
import veredus.engine.spool.RestingOrder.Resting;

/**
 * What the log holds: every delivery that is not settled, the segments that are needed for it, and the order of what
 * rests. Follows the log record by record, the same way when records are written and when they are read again after a
 * start. One lock guards all of it; it is held for microseconds and never while something blocks.
 */
final class Catalogue {
    /** Sizes are counted in this many bytes. */
    static final int UNIT = 64;
    /** What a state takes in the log, about. */
    static final int STATE_BYTES = 160;

    static final int ALL = -1;

    final ReentrantLock lock = new ReentrantLock();
    final LiveTable live = new LiveTable();
    final QueueNumbers queues = new QueueNumbers();
    final Ledger ledger = new Ledger();

    private final Map<Long, Large> large = new HashMap<>();
    private @Nullable RestingOrder index;
    private @Nullable List<Late> late;
    private long firstId = Long.MAX_VALUE;
    private List<LeftOver> leftOver = List.of();

    /** A message whose body is in pieces, with the number of its deliveries that are left. */
    static final class Large {
        Pieces chunks;
        int left;

        Large(Pieces chunks, int left) {
            this.chunks = chunks;
            this.left = left;
        }
    }

    /** How much an earlier run has left in a queue. */
    record LeftOver(QueueName queue, long deliveries) {}

    private record Late(boolean added, Resting resting) {}

    // ---- following the log; the lock is held by the caller

    void stored(long id, int deliveries, long location, int size, Pieces chunks) {
        stored(id, deliveries, location, size, chunks, (number, entry) -> {});
    }

    /** Is told of the entry of each delivery. */
    interface Entered {
        void at(int number, long entry);
    }

    void stored(long id, int deliveries, long location, int size, Pieces chunks, Entered each) {
        int units = share(size, deliveries);
        for (int number = 0; number < deliveries; number++) {
            long entry = live.insert(id, number);
            live.location(entry, location);
            live.units(entry, units);
            live.flag(entry, LiveTable.LARGE, !chunks.isNone());
            ledger.hold(location, units);
            each.at(number, entry);
        }
        if (!chunks.isNone()) {
            large.put(id, new Large(chunks, deliveries));
        }
    }

    /**
     * A message is stored with the states of its deliveries; the delivery {@code resting} rests, all of them when it is
     * {@link #ALL}.
     */
    void storedInStates(long id, List<DeliveryState> states, int resting, long location, int size, Pieces chunks) {
        List<LogStep.Stand> stands = states.stream()
                .map(state -> new LogStep.Stand(
                        id, state.number(), new Frequent(state.queue()), DeliveryState.dueMillis(state.due())))
                .toList();
        storedInStands(id, stands, resting, location, size, chunks);
    }

    void storedInStands(long id, List<LogStep.Stand> stands, int resting, long location, int size, Pieces chunks) {
        int units = share(size, stands.size());
        for (LogStep.Stand stand : stands) {
            long entry = live.insert(id, stand.number());
            live.location(entry, location);
            live.units(entry, units);
            live.flag(entry, LiveTable.LARGE, !chunks.isNone());
            ledger.hold(location, units);
            Frequent queue = stand.queue();
            if (queue != null && (resting == ALL || resting == stand.number())) {
                rest(entry, queue, stand.due());
            }
        }
        if (!chunks.isNone()) {
            large.put(id, new Large(chunks, stands.size()));
        }
    }

    /** Segments of which the disk did not give all at the start. */
    int unreadSegments() {
        lock.lock();
        try {
            return ledger.unread();
        } finally {
            lock.unlock();
        }
    }

    /** The new state of a delivery, or its end. Changes of what is not known are of messages that have gone. */
    void changed(StatesRecord.Change change, long location) {
        Optional<DeliveryState> state = change.state();
        changed(
                new LogStep.Stand(
                        change.id(),
                        change.number(),
                        state.map(DeliveryState::queue).map(Frequent::new).orElse(null),
                        state.map(left -> DeliveryState.dueMillis(left.due())).orElse(0L)),
                location);
    }

    void changed(LogStep.Stand stand, long location) {
        long entry = live.find(stand.id(), stand.number());
        if (entry < 0) {
            return;
        }
        ledger.stateGone(live.state(entry));
        live.state(entry, 0);
        Frequent queue = stand.queue();
        if (queue == null) {
            ledger.endHere(location, LogFormat.segmentOf(live.location(entry)));
            settle(entry);
            return;
        }
        live.state(entry, location);
        ledger.stateHere(location);
        if (live.is(entry, LiveTable.RESTING)) {
            leaveRest(entry);
            rest(entry, queue, stand.due());
        }
    }

    void ended(StatesRecord.Ended end, long location) {
        long entry = live.find(end.id(), end.number());
        if (entry >= 0) {
            ledger.stateGone(live.state(entry));
            live.state(entry, 0);
            ledger.endHere(location, LogFormat.segmentOf(live.location(entry)));
            settle(entry);
        }
    }

    /** Ends copied by the compactor: the deliveries are long gone, the record is needed until their segments go. */
    void endsMoved(Set<Integer> messageSegments, long location) {
        for (int segment : messageSegments) {
            if (ledger.exists(segment)) {
                ledger.endHere(location, segment);
            }
        }
    }

    /** A message's record is now at {@code location}, and says all that is known of its deliveries. */
    void relocated(long id, int deliveries, long location, int size, Pieces chunks) {
        int left = 0;
        for (int number = 0; number < deliveries; number++) {
            left += live.find(id, number) >= 0 ? 1 : 0;
        }
        int units = share(size, Math.max(1, left));
        for (int number = 0; number < deliveries; number++) {
            long entry = live.find(id, number);
            if (entry >= 0) {
                int from = LogFormat.segmentOf(live.location(entry));
                if (from != LogFormat.segmentOf(location)) {
                    ledger.of(location).movedFrom.add(from);
                }
                ledger.stateGone(live.state(entry));
                ledger.release(live.location(entry), live.units(entry));
                live.state(entry, 0);
                live.location(entry, location);
                live.units(entry, units);
                ledger.hold(location, units);
            }
        }
        Large pieces = large.get(id);
        if (pieces != null && pieces.chunks != chunks) {
            releaseChunks(pieces.chunks);
            pieces.chunks = chunks;
        }
    }

    /** A state was copied to {@code location}, unless there is a later one. */
    void stateMoved(Effect.StateAt state, long location) {
        long entry = live.find(state.id(), state.number());
        if (entry >= 0 && live.state(entry) == state.location()) {
            ledger.stateGone(state.location());
            live.state(entry, location);
            ledger.stateHere(location);
        }
    }

    /** Pieces in segments that have gone belong to messages whose end is about to be read. */
    void holdChunk(long location) {
        if (ledger.exists(LogFormat.segmentOf(location))) {
            ledger.hold(location, LogFormat.CHUNK / UNIT);
        }
    }

    void releaseChunks(Pieces chunks) {
        for (long chunk : chunks.locations()) {
            if (ledger.exists(LogFormat.segmentOf(chunk))) {
                ledger.release(chunk, LogFormat.CHUNK / UNIT);
            }
        }
    }

    /** Whether states that are being moved are still the latest. */
    boolean areLatest(List<Effect.StateAt> states) {
        for (Effect.StateAt state : states) {
            long entry = live.find(state.id(), state.number());
            if (entry < 0 || live.state(entry) != state.location()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a moved message is still as the compactor has seen it. */
    boolean isUnchanged(Effect.MessageMoved moved) {
        for (Effect.StateAt seen : moved.seen()) {
            long entry = live.find(seen.id(), seen.number());
            if (entry < 0 || live.location(entry) != moved.from() || live.state(entry) != seen.location()) {
                return false;
            }
        }
        return true;
    }

    /** Takes a delivery out, because it has ended. */
    void settle(long entry) {
        if (live.is(entry, LiveTable.RESTING)) {
            leaveRest(entry);
        }
        long id = live.id(entry);
        ledger.release(live.location(entry), live.units(entry));
        Large pieces = live.is(entry, LiveTable.LARGE) ? large.get(id) : null;
        if (pieces != null && --pieces.left == 0) {
            releaseChunks(pieces.chunks);
            large.remove(id);
        }
        live.remove(entry);
    }

    // ---- what rests; the lock is held by the caller

    void rest(long entry, QueueName queue, long due) {
        rest(entry, queues.enter(queue, isNewcomer(entry)), due);
    }

    void rest(long entry, Frequent queue, long due) {
        rest(entry, queues.enter(queue, isNewcomer(entry)), due);
    }

    private void rest(long entry, int number, long due) {
        live.queue(entry, number);
        live.due(entry, due);
        live.flag(entry, LiveTable.RESTING, true);
        if (isOrderKept()) {
            note(true, resting(entry));
        }
    }

    void leaveRest(long entry) {
        if (isOrderKept()) {
            note(false, resting(entry));
        }
        queues.leave(live.queue(entry), isNewcomer(entry));
        live.flag(entry, LiveTable.RESTING, false);
    }

    private boolean isNewcomer(long entry) {
        return live.id(entry) > firstId;
    }

    /** Messages with greater ids come after the start. To be called before any of them does. */
    void started(long id) {
        firstId = id;
    }

    /** Not while the log is read: all that rests is sorted afterwards. */
    private boolean isOrderKept() {
        return late != null || index != null;
    }

    private void note(boolean added, Resting resting) {
        if (late != null) {
            late.add(new Late(added, resting));
        } else if (index != null && added) {
            index.add(resting);
        } else if (index != null) {
            index.remove(resting);
        }
    }

    Resting resting(long entry) {
        return new Resting(live.queue(entry), live.due(entry), live.id(entry), live.number(entry));
    }

    /** The order of what rests; null until it has been rebuilt. */
    @Nullable
    RestingOrder index() {
        return index;
    }

    /** From now on changes of the order are kept aside, until {@link #indexBuilt}. */
    void indexBegun() {
        late = new ArrayList<>();
    }

    void indexBuilt(RestingOrder built) {
        var left = new ArrayList<LeftOver>(queues.size());
        queues.forEach((number, name) -> {
            if (queues.leftOver(number) > 0) {
                left.add(new LeftOver(name, queues.leftOver(number)));
            }
        });
        leftOver = left;
        index = built;
        List<Late> aside = late == null ? List.of() : late;
        late = null;
        aside.forEach(change -> note(change.added(), change.resting()));
    }

    /** What was left over when the order had been built; known once. */
    List<LeftOver> takeLeftOver() {
        List<LeftOver> left = leftOver;
        leftOver = List.of();
        return left;
    }

    Map<Long, Large> large() {
        return large;
    }

    @Nullable
    Pieces chunksOf(long id) {
        Large pieces = large.get(id);
        return pieces == null ? null : pieces.chunks;
    }

    /** The number of the first of a message's deliveries that is not settled, or -1. */
    int firstLive(long id, int bound) {
        for (int number = 0; number < bound; number++) {
            if (live.find(id, number) >= 0) {
                return number;
            }
        }
        return -1;
    }

    private static int share(int size, int deliveries) {
        return Math.max(1, size / UNIT / deliveries);
    }
}
