package veredus.engine.spool;

import java.util.List;
import java.util.Set;

/** Lets the catalogue follow what the writer writes. Used by the writer thread. */
final class CatalogueUpdate {
    private final Catalogue catalogue;

    CatalogueUpdate(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** A segment has been begun. */
    void begun(Segment segment) {
        catalogue.lock.lock();
        try {
            catalogue.ledger.add(segment);
        } finally {
            catalogue.lock.unlock();
        }
    }

    /** Records are in the log, in this order; refused ones have no location. */
    void applyAll(List<Waiting> records) {
        catalogue.lock.lock();
        try {
            for (Waiting record : records) {
                if (record.location >= 0) {
                    apply(record);
                }
            }
        } finally {
            catalogue.lock.unlock();
        }
    }

    /** Whether what the record rests on has been lost or has changed meanwhile; its owner is then told. */
    boolean isRefused(Waiting record) {
        boolean refused;
        catalogue.lock.lock();
        try {
            refused = switch (record.effect) {
                case Effect.MessageMoved moved -> !catalogue.isUnchanged(moved) || areLost(moved.chunks());
                case Effect.Stored stored -> areLost(stored.chunks());
                case Effect.None none -> false;
                case Effect.StoredAtRest stored -> false;
                case Effect.Piece piece -> false;
                case Effect.Changed changed -> false;
                case Effect.StatesMoved moved -> !catalogue.areLatest(moved.states());
                case Effect.EndsMoved moved -> false;
            };
        } finally {
            catalogue.lock.unlock();
        }
        if (refused) {
            record.location = -1;
        }
        return refused;
    }

    private boolean areLost(Pieces chunks) {
        for (long chunk : chunks.locations()) {
            Segment segment = catalogue.ledger.find(LogFormat.segmentOf(chunk));
            if (segment == null || LogFormat.positionOf(chunk) >= segment.end) {
                return true;
            }
        }
        return false;
    }

    private void apply(Waiting record) {
        long location = record.location;
        switch (record.effect) {
            case Effect.None() -> {}
            case Effect.Piece() -> catalogue.holdChunk(location);
            case Effect.Stored(long id, int deliveries, Pieces chunks) -> {
                catalogue.stored(id, deliveries, location, record.size(), chunks);
            }
            case Effect.StoredAtRest(long id, List<DeliveryState> states, int resting) ->
                catalogue.storedInStates(id, states, resting, location, record.size(), Pieces.NONE);
            case Effect.Changed(List<StatesRecord.Change> changes) ->
                changes.forEach(change -> catalogue.changed(change, location));
            case Effect.MessageMoved moved ->
                catalogue.relocated(moved.id(), moved.deliveries(), location, record.size(), moved.chunks());
            case Effect.StatesMoved(List<Effect.StateAt> states) ->
                states.forEach(state -> catalogue.stateMoved(state, location));
            case Effect.EndsMoved(Set<Integer> segments) -> catalogue.endsMoved(segments, location);
        }
    }

    /** A record was written once more, because the segment it was in first has been given up. */
    void relocate(Waiting record) {
        catalogue.lock.lock();
        try {
            relocateLocked(record);
        } finally {
            catalogue.lock.unlock();
        }
    }

    private void relocateLocked(Waiting record) {
        switch (record.effect) {
            case Effect.Stored(long id, int deliveries, Pieces chunks) ->
                catalogue.relocated(id, deliveries, record.location, record.size(), chunks);
            case Effect.StoredAtRest(long id, List<DeliveryState> states, int resting) ->
                catalogue.relocated(id, states.getLast().number() + 1, record.location, record.size(), Pieces.NONE);
            case Effect.None none -> {}
            case Effect.Piece piece -> {}
            case Effect.Changed changed -> {}
            case Effect.MessageMoved moved -> {}
            case Effect.StatesMoved moved -> {}
            case Effect.EndsMoved moved -> {}
        }
    }
}
