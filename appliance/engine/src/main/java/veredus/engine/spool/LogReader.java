package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.QueueName;
import veredus.engine.spool.LogFormat.RecordHeader;
import veredus.engine.spool.SpoolException.Reason;

/** Reads single records by their location. A segment that is being read is not recycled. Safe for many threads. */
final class LogReader {
    private final long spoolId;
    private final Catalogue catalogue;

    /** A record with its checksums proven; without the body when that was not asked for. */
    static final class Found {
        private final RecordHeader header;
        private final byte[] bytes;

        private Found(RecordHeader header, byte[] bytes) {
            this.header = header;
            this.bytes = bytes;
        }

        RecordHeader header() {
            return header;
        }

        /** The metadata and behind it the body. */
        byte[] bytes() {
            return bytes;
        }

        BytesIn metadata() {
            return new BytesIn(bytes, 0, header.metadataLength());
        }
    }

    /** Where a delivery is, taken from the catalogue. */
    record Place(long id, int number, long location, long state) {}

    LogReader(long spoolId, Catalogue catalogue) {
        this.spoolId = spoolId;
        this.catalogue = catalogue;
    }

    Found read(long location, boolean withBody) throws SpoolException {
        Segment segment = pin(location);
        try {
            int position = LogFormat.positionOf(location);
            ByteBuffer fixed = ByteBuffer.allocate(LogFormat.RECORD_HEADER);
            SpoolFiles.readFully(segment.file, fixed, position);
            RecordHeader header = fixed.hasRemaining() ? null : LogFormat.readRecordHeader(fixed, 0, spoolId, location);
            if (header == null) {
                throw damaged(segment, location);
            }
            int metadata = header.metadataLength();
            byte[] bytes = new byte[withBody ? metadata + header.bodyLength() : metadata];
            ByteBuffer into = ByteBuffer.wrap(bytes);
            SpoolFiles.readFully(segment.file, into, position + LogFormat.RECORD_HEADER);
            if (into.hasRemaining()
                    || LogFormat.crc(bytes, 0, metadata) != header.metadataCrc()
                    || (withBody && LogFormat.crc(bytes, metadata, header.bodyLength()) != header.bodyCrc())) {
                throw damaged(segment, location);
            }
            return new Found(header, bytes);
        } catch (IOException failure) {
            throw new SpoolException(
                    Reason.FAILED, segment.path + " cannot be read; check the disk: " + failure.getMessage(), failure);
        } finally {
            unpin(segment);
        }
    }

    MessageRecord message(long location) throws SpoolException {
        return MessageRecord.read(read(location, false).metadata());
    }

    /** The delivery at {@code place}; empty when the log does not have it, which means damage. */
    Delivery delivery(Place place) throws SpoolException {
        MessageRecord found = message(place.location());
        var message =
                new Message(found.envelope(), Body.inLog(found.bodySize(), found.needsStuffing()), place.location());
        Optional<Delivery> delivery =
                message.id().value() == place.id() ? delivery(found, message, place) : Optional.empty();
        return delivery.orElseThrow(() -> new SpoolException(
                Reason.CORRUPT, "delivery " + place + " is not where it should be; run 'veredus spool check'"));
    }

    private Optional<Delivery> delivery(MessageRecord found, Message message, Place place) throws SpoolException {
        if (place.state() != 0) {
            return StatesRecord.read(read(place.state(), false).metadata()).stream()
                    .filter(change -> change.id() == place.id() && change.number() == place.number())
                    .reduce((before, after) -> after)
                    .flatMap(StatesRecord.Change::state)
                    .flatMap(state -> state.of(message));
        }
        if (found.moved()) {
            return found.states().stream()
                    .filter(state -> state.number() == place.number())
                    .findFirst()
                    .flatMap(state -> state.of(message));
        }
        // The message was stored with these, and under these numbers.
        List<Delivery> untried = Delivery.allOf(message);
        return place.number() < untried.size() ? Optional.of(untried.get(place.number())) : Optional.empty();
    }

    /** The same delivery, resting in {@code queue} until {@code due}. */
    static Delivery resting(Delivery delivery, QueueName queue, long due) {
        Delivery there = delivery.queue().equals(queue) ? delivery : delivery.in(queue);
        return DeliveryState.dueMillis(delivery.due()) == due ? there : there.dueAt(Instant.ofEpochMilli(due));
    }

    private Segment pin(long location) throws SpoolException {
        catalogue.lock.lock();
        try {
            Segment segment = catalogue.ledger.find(LogFormat.segmentOf(location));
            if (segment == null) {
                throw new SpoolException(Reason.FAILED, "the message has been settled and is no longer in the log");
            }
            segment.readers++;
            return segment;
        } finally {
            catalogue.lock.unlock();
        }
    }

    private void unpin(Segment segment) {
        catalogue.lock.lock();
        try {
            segment.readers--;
        } finally {
            catalogue.lock.unlock();
        }
    }

    private static SpoolException damaged(Segment segment, long location) {
        return new SpoolException(
                Reason.CORRUPT,
                segment.path + " is damaged at " + LogFormat.positionOf(location)
                        + "; the message there is lost, all others are sound; run 'veredus spool check'");
    }
}
