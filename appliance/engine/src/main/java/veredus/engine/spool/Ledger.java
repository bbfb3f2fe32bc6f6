package veredus.engine.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments, and which of them are still needed. Guarded by the catalogue's lock.
 *
 * <h2>When a segment may go</h2>
 *
 * A segment is free when no live message, chunk or latest state is in it, and nothing in it makes void what is still
 * in an older segment: were the end of a delivery forgotten before the message's record, the message would rise again
 * at the next start. So a segment with ends outlives the segments of their messages ({@code endsOf}), and one that took
 * in moved messages outlives those they came from ({@code movedFrom}). Older segments go first, so this always resolves;
 * where an old segment stays alive for long, the compactor copies the few ends that it needs to the head of the log. Of a
 * segment that could not be read nothing is known: neither it nor any newer one goes until a start has read it.
 */
final class Ledger {
    /** Newest segments that may not go while their receptions are not known to be accounted. */
    static final int MAX_UNACCOUNTED = 16;

    private final TreeMap<Integer, Segment> segments = new TreeMap<>();
    /** Messages before this segment are accounted. */
    private int accountedUpTo;

    void add(Segment segment) {
        segments.put(segment.number, segment);
    }

    @Nullable
    Segment find(int number) {
        return segments.get(number);
    }

    Segment of(long location) {
        Segment segment = segments.get(LogFormat.segmentOf(location));
        if (segment == null) {
            throw new IllegalStateException("segment " + LogFormat.segmentOf(location) + " is needed and gone");
        }
        return segment;
    }

    boolean exists(int number) {
        return segments.containsKey(number);
    }

    List<Segment> all() {
        return new ArrayList<>(segments.values());
    }

    /** Segments of which the disk did not give all at the start. */
    int unread() {
        return (int)
                segments.values().stream().filter(segment -> segment.unread).count();
    }

    void accountedUpTo(int segment) {
        accountedUpTo = Math.max(accountedUpTo, segment);
    }

    void hold(long location, int units) {
        Segment segment = of(location);
        segment.live++;
        segment.liveUnits += units;
    }

    void release(long location, int units) {
        Segment segment = of(location);
        segment.live--;
        segment.liveUnits -= units;
    }

    void stateHere(long location) {
        of(location).states++;
    }

    void stateGone(long location) {
        if (location != 0) {
            of(location).states--;
        }
    }

    /** Notes that the end of a delivery is at {@code location} and its message in {@code messageSegment}. */
    void endHere(long location, int messageSegment) {
        Segment segment = of(location);
        if (segment.number != messageSegment) {
            segment.endsOf.add(messageSegment);
        }
    }

    /** Sealed segments that nothing needs any more, which leave the ledger with this. */
    List<Segment> takeFree() {
        var free = new ArrayList<Segment>();
        for (Segment segment : segments.values()) {
            if (segment.unread) {
                // Behind it ends may stand of messages in it.
                break;
            }
            if (segment.sealed && segment.isEmpty() && segment.readers == 0 && mayGo(segment)) {
                free.add(segment);
            }
        }
        free.forEach(segment -> segments.remove(segment.number));
        return free;
    }

    private boolean mayGo(Segment segment) {
        segment.endsOf.retainAll(segments.keySet());
        segment.movedFrom.retainAll(segments.keySet());
        return segment.endsOf.isEmpty() && segment.movedFrom.isEmpty() && isAccounted(segment);
    }

    private boolean isAccounted(Segment segment) {
        return segment.number < accountedUpTo || segment.number < segments.lastKey() - MAX_UNACCOUNTED;
    }

    /** Sealed segments worth compacting: mostly dead, or kept for nothing but the ends in them. Oldest first. */
    List<Segment> worthCompacting(double below, int endsOnlyKept) {
        var worth = new ArrayList<Segment>();
        var endsOnly = new ArrayList<Segment>();
        for (Segment segment : segments.values()) {
            if (segment.unread) {
                break;
            }
            segment.movedFrom.retainAll(segments.keySet());
            if (!segment.sealed || !segment.movedFrom.isEmpty() || !isAccounted(segment)) {
                continue;
            }
            if (segment.isEmpty()) {
                endsOnly.add(segment);
            } else if (segment.liveShare() < below) {
                worth.add(segment);
            }
        }
        int surplus = endsOnly.size() - endsOnlyKept;
        worth.addAll(endsOnly.subList(0, Math.max(0, surplus)));
        return worth;
    }
}
