package veredus.engine.spool;

import java.util.ArrayList;
import java.util.List;
import veredus.engine.spool.LogFormat.RecordHeader;
import veredus.engine.spool.LogStep.Stand;
import veredus.engine.spool.QueueNumbers.Frequent;

/**
 * Takes out of records what the catalogue needs, and passes over the rest; the grammars are those of
 * {@link MessageRecord}, {@link StatesRecord} and {@link DeliveryState}. Used by one thread.
 */
final class LogDecoder implements SegmentScanner.Visitor {
    private final QueueNameCache names = new QueueNameCache();
    private final Sink sink;

    /** Takes the steps. */
    interface Sink {
        void take(LogStep step) throws SpoolException;
    }

    LogDecoder(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void damage(int from, int to) throws SpoolException {
        sink.take(new LogStep.Damaged(from, to));
    }

    @Override
    public void record(RecordHeader header, BytesIn metadata, long location) throws SpoolException {
        sink.take(
                switch (header.type()) {
                    case LogFormat.MESSAGE -> message(header, metadata, location);
                    case LogFormat.CHUNK_TYPE -> new LogStep.Piece(location);
                    case LogFormat.STATES -> states(metadata, location);
                    case LogFormat.VOIDS -> new LogStep.Ended(StatesRecord.readVoids(metadata), location);
                    case LogFormat.ACCOUNTED -> new LogStep.Accounted(metadata.u64());
                    case LogFormat.SEALED, LogFormat.CLOSED -> new LogStep.Mark();
                    default -> throw BytesIn.malformed();
                });
    }

    private LogStep message(RecordHeader header, BytesIn in, long location) throws SpoolException {
        long id = in.u64();
        int flags = in.u8();
        in.u8();
        in.varint();
        boolean own = in.varint() == 0;
        in.millis();
        long due = in.millis();
        Frequent[] queues = names.ofMessage(in);
        Pieces chunks = MessageRecord.isLarge(flags) ? MessageRecord.readChunks(in) : Pieces.NONE;
        boolean moved = MessageRecord.isMoved(flags);
        int left = moved ? in.count() : 0;
        List<Stand> stands = new ArrayList<>(left);
        for (int i = 0; i < left; i++) {
            stands.add(state(id, in));
        }
        return new LogStep.Stored(
                id, header.sequence(), location, header.size(), own, moved, due, queues, chunks, stands);
    }

    private LogStep states(BytesIn in, long location) throws SpoolException {
        int count = in.count();
        var stands = new ArrayList<Stand>(count);
        for (int i = 0; i < count; i++) {
            long id = in.u64();
            int number = in.number();
            boolean more = in.u8() == 1;
            int ends = in.count();
            for (int end = 0; end < ends; end++) {
                in.number();
                in.u8();
            }
            stands.add(more ? state(id, in) : new Stand(id, number, null, 0));
        }
        return new LogStep.Changed(stands, location);
    }

    private Stand state(long id, BytesIn in) throws SpoolException {
        int number = in.number();
        Frequent queue = names.ofState(in);
        in.number();
        long due = in.millis();
        int flags = in.u8();
        if ((flags & DeliveryState.FIRST_ATTEMPT) != 0) {
            in.millis();
        }
        if ((flags & DeliveryState.PRIORITY) != 0) {
            in.u8();
        }
        in.skipText();
        int pending = in.count();
        for (int i = 0; i < pending; i++) {
            in.number();
        }
        return new Stand(id, number, queue, due);
    }
}
