package veredus.engine.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.envelope.Delivery;
import veredus.engine.spool.LogFormat.RecordHeader;

/**
 * Copies what is needed of one segment to the head of the log: messages with their current states, states of messages
 * elsewhere, and ends of deliveries whose message's record still exists. What has changed while it was copied is refused
 * by the writer and left for the next time. Used by the compactor's thread.
 */
final class SegmentMove {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentMove.class);
    private static final int MAX_OUTSTANDING = 128;
    private static final int MAX_OUTSTANDING_BYTES = 2 << 20;
    private static final int MAX_ENDS = 1024;

    private final long spoolId;
    private final Catalogue catalogue;
    private final LogReader reader;
    private final SpoolLog log;
    private volatile boolean abandoned;

    SegmentMove(long spoolId, Catalogue catalogue, LogReader reader, SpoolLog log) {
        this.spoolId = spoolId;
        this.catalogue = catalogue;
        this.reader = reader;
        this.log = log;
    }

    void abandon() {
        abandoned = true;
    }

    /** Moves what can be moved; all of that is durable on return. */
    void empty(Segment segment) throws IOException {
        Set<Integer> endsOf;
        catalogue.lock.lock();
        try {
            segment.readers++;
            endsOf = new TreeSet<>(segment.endsOf);
        } finally {
            catalogue.lock.unlock();
        }
        try {
            var moving = new Moving(endsOf, messagesIn(endsOf));
            new SegmentScanner(spoolId, segment.number, segment.file).scan(segment.end, Integer.MAX_VALUE, moving);
            moving.finish();
            if (moving.complete) {
                catalogue.lock.lock();
                try {
                    segment.endsOf.clear();
                } finally {
                    catalogue.lock.unlock();
                }
            }
        } catch (SpoolException failure) {
            LOG.warn("{} could not be compacted now", segment, failure);
        } finally {
            catalogue.lock.lock();
            try {
                segment.readers--;
            } finally {
                catalogue.lock.unlock();
            }
        }
    }

    /** The ids of all messages, settled or not, whose records are in {@code segments}. */
    private Set<Long> messagesIn(Set<Integer> segments) throws IOException, SpoolException {
        var ids = new HashSet<Long>();
        for (int number : segments) {
            Segment segment;
            catalogue.lock.lock();
            try {
                segment = catalogue.ledger.find(number);
            } finally {
                catalogue.lock.unlock();
            }
            // Segments are freed by this very thread, so it does not go away meanwhile.
            if (segment != null) {
                new SegmentScanner(spoolId, number, segment.file).scan(segment.end, Integer.MAX_VALUE, new Ids(ids));
            }
        }
        return ids;
    }

    private record Ids(Set<Long> ids) implements SegmentScanner.Visitor {
        @Override
        public void record(RecordHeader header, BytesIn metadata, long location) throws SpoolException {
            if (header.type() == LogFormat.MESSAGE) {
                ids.add(metadata.u64());
            }
        }

        @Override
        public void damage(int from, int to) {
            // Reported when the log was read; what is damaged cannot rise again.
        }
    }

    /** One pass through a segment. */
    private final class Moving implements SegmentScanner.Visitor {
        private final Set<Integer> endsOf;
        private final Set<Long> stillThere;
        private final List<StatesRecord.Ended> ends = new ArrayList<>();
        private final List<Waiting> outstanding = new ArrayList<>();
        private long outstandingBytes;
        private boolean complete = true;

        Moving(Set<Integer> endsOf, Set<Long> stillThere) {
            this.endsOf = endsOf;
            this.stillThere = stillThere;
        }

        @Override
        public void damage(int from, int to) {
            // Reported when the log was read.
        }

        @Override
        public void record(RecordHeader header, BytesIn metadata, long location) throws SpoolException {
            if (abandoned) {
                complete = false;
                return;
            }
            switch (header.type()) {
                case LogFormat.MESSAGE -> {
                    MessageRecord.Head head = MessageRecord.readHead(metadata);
                    if (!placesAt(head.id(), location, head.domains().size()).isEmpty()) {
                        message(head.id(), location);
                    }
                }
                case LogFormat.CHUNK_TYPE -> piece(metadata.u64(), location);
                case LogFormat.STATES -> states(StatesRecord.read(metadata), location);
                case LogFormat.VOIDS -> {
                    for (StatesRecord.Ended end : StatesRecord.readVoids(metadata)) {
                        end(end.id(), end.number());
                    }
                }
                default -> {}
            }
        }

        void finish() throws SpoolException {
            writeEnds();
            settle();
        }

        private void piece(long id, long location) throws SpoolException {
            long holder = -1;
            catalogue.lock.lock();
            try {
                Pieces chunks = catalogue.chunksOf(id);
                int first = catalogue.firstLive(id, LiveTable.MAX_DELIVERIES);
                if (chunks != null
                        && first >= 0
                        && Arrays.stream(chunks.locations()).anyMatch(chunk -> chunk == location)) {
                    holder = catalogue.live.location(catalogue.live.find(id, first));
                }
            } finally {
                catalogue.lock.unlock();
            }
            if (holder >= 0) {
                message(id, holder);
            }
        }

        private void message(long id, long location) throws SpoolException {
            LogReader.Found found = reader.read(location, true);
            MessageRecord record = MessageRecord.read(found.metadata());
            var places = placesAt(id, location, record.domains().size());
            if (places.isEmpty()) {
                return;
            }
            var states = new ArrayList<DeliveryState>();
            var seen = new ArrayList<Effect.StateAt>();
            for (LogReader.Place place : places) {
                Delivery delivery = reader.delivery(place);
                states.add(DeliveryState.of(delivery));
                seen.add(new Effect.StateAt(id, place.number(), place.state()));
            }
            Pieces chunks = copyChunks(record.chunks());
            var moved = new MessageRecord(
                    record.envelope(),
                    record.bodySize(),
                    record.needsStuffing(),
                    record.stored() == 0 ? found.header().sequence() : record.stored(),
                    record.domains(),
                    chunks,
                    true,
                    states);
            int bodyLength = found.header().bodyLength();
            byte[] body = Arrays.copyOfRange(found.bytes(), found.header().metadataLength(), found.bytes().length);
            submit(new Waiting(
                    LogFormat.MESSAGE,
                    Waiting.Sync.NOW,
                    new Effect.MessageMoved(id, record.domains().size(), location, seen, chunks),
                    moved.write(),
                    body,
                    bodyLength));
            if (!chunks.isNone()) {
                settle(); // before the segment shows the next piece of the same message
            }
        }

        private List<LogReader.Place> placesAt(long id, long location, int deliveries) {
            var places = new ArrayList<LogReader.Place>();
            catalogue.lock.lock();
            try {
                for (int number = 0; number < deliveries; number++) {
                    long entry = catalogue.live.find(id, number);
                    if (entry >= 0 && catalogue.live.location(entry) == location) {
                        places.add(new LogReader.Place(id, number, location, catalogue.live.state(entry)));
                    }
                }
            } finally {
                catalogue.lock.unlock();
            }
            return places;
        }

        private Pieces copyChunks(Pieces chunks) throws SpoolException {
            var copies = new ArrayList<Waiting>();
            for (long chunk : chunks.locations()) {
                LogReader.Found found = reader.read(chunk, true);
                int metadata = found.header().metadataLength();
                var out = new BytesOut(metadata).raw(Arrays.copyOf(found.bytes(), metadata));
                byte[] body = Arrays.copyOfRange(found.bytes(), metadata, found.bytes().length);
                var copy = new Waiting(
                        LogFormat.CHUNK_TYPE, Waiting.Sync.WITH_OTHERS, new Effect.Piece(), out, body, body.length);
                log.write(copy);
                copies.add(copy);
            }
            return new Pieces(copies.stream().mapToLong(copy -> copy.location).toArray());
        }

        private void states(List<StatesRecord.Change> changes, long location) throws SpoolException {
            var needed = new ArrayList<StatesRecord.Change>();
            var places = new ArrayList<Effect.StateAt>();
            for (StatesRecord.Change change : changes) {
                if (change.state().isEmpty()) {
                    end(change.id(), change.number());
                } else if (isLatest(change, location)) {
                    needed.add(change);
                    places.add(new Effect.StateAt(change.id(), change.number(), location));
                }
            }
            if (!needed.isEmpty()) {
                submit(new Waiting(
                        LogFormat.STATES,
                        Waiting.Sync.NOW,
                        new Effect.StatesMoved(places),
                        StatesRecord.write(needed)));
            }
        }

        private boolean isLatest(StatesRecord.Change change, long location) {
            catalogue.lock.lock();
            try {
                long entry = catalogue.live.find(change.id(), change.number());
                return entry >= 0 && catalogue.live.state(entry) == location;
            } finally {
                catalogue.lock.unlock();
            }
        }

        private void end(long id, int number) throws SpoolException {
            if (stillThere.contains(id)) {
                ends.add(new StatesRecord.Ended(id, number));
                if (ends.size() == MAX_ENDS) {
                    writeEnds();
                }
            }
        }

        private void writeEnds() throws SpoolException {
            if (!ends.isEmpty()) {
                submit(new Waiting(
                        LogFormat.VOIDS,
                        Waiting.Sync.NOW,
                        new Effect.EndsMoved(endsOf),
                        StatesRecord.writeVoids(ends)));
                ends.clear();
            }
        }

        private void submit(Waiting record) throws SpoolException {
            log.submit(record);
            outstanding.add(record);
            outstandingBytes += record.size();
            if (outstanding.size() >= MAX_OUTSTANDING || outstandingBytes >= MAX_OUTSTANDING_BYTES) {
                settle();
            }
        }

        private void settle() {
            for (Waiting record : outstanding) {
                try {
                    record.await();
                } catch (SpoolException refused) {
                    complete = false;
                    if (record.effect instanceof Effect.MessageMoved moved) {
                        release(moved.chunks());
                    }
                }
            }
            outstanding.clear();
            outstandingBytes = 0;
        }

        private void release(Pieces chunks) {
            catalogue.lock.lock();
            try {
                catalogue.releaseChunks(chunks);
            } finally {
                catalogue.lock.unlock();
            }
        }
    }
}
