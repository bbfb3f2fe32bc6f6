package veredus.engine.spool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What reading the log brings, in its order, with no more of each record than the catalogue needs. */
sealed interface LogStep {

    /** What follows is of this segment. */
    record Entered(Segment segment) implements LogStep {}

    /**
     * A message.
     *
     * @param own whether it was first stored with this record, not copied by the compactor
     * @param due in milliseconds since 1970
     * @param queues one for each delivery that it had at first; where it was moved, {@code stands} holds
     * @param stands where the deliveries that are left stand, if it was moved
     */
    record Stored(
            long id,
            long sequence,
            long location,
            int size,
            boolean own,
            boolean moved,
            long due,
            QueueNumbers.Frequent[] queues,
            Pieces chunks,
            List<Stand> stands)
            implements LogStep {}

    /** A piece of a large body. */
    record Piece(long location) implements LogStep {}

    /** Where deliveries stand now, or that they have ended. */
    record Changed(List<Stand> stands, long location) implements LogStep {}

    /** Deliveries that have ended, said once more. */
    record Ended(List<StatesRecord.Ended> ends, long location) implements LogStep {}

    /** Receptions up to {@code sequence} are accounted. */
    record Accounted(long sequence) implements LogStep {}

    /** A record that only ends a segment, or the log. */
    record Mark() implements LogStep {}

    /** Bytes that are no sound record. */
    record Damaged(int from, int to) implements LogStep {}

    /** The disk does not give the rest of the segment. */
    record Unread() implements LogStep {}

    /** The segment has been read to its end. */
    record Left(SegmentScanner.Seen seen) implements LogStep {}

    /**
     * Where one delivery stands.
     *
     * @param queue null when it has ended
     * @param due in milliseconds since 1970
     */
    record Stand(long id, int number, QueueNumbers.@Nullable Frequent queue, long due) {}
}
