package veredus.engine.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;

/** Finds messages that are not settled, wherever their deliveries are, and reads them. Safe for many threads. */
final class StoredMessages {
    /** Deliveries of a message among which {@link #find} looks for the first that is left. */
    private static final int FIND_AMONG = 1 << 16;

    private final SpoolRooms rooms;
    private final Catalogue catalogue;
    private final MemoryMail memoryMail;

    StoredMessages(SpoolRooms rooms, MemoryMail memoryMail) {
        this.rooms = rooms;
        this.catalogue = rooms.catalogue();
        this.memoryMail = memoryMail;
    }

    Optional<StoredMessage> find(MessageId id) throws SpoolException {
        Optional<MemoryMail.Held> held = memoryMail.find(id);
        if (held.isPresent()) {
            held.get().lock.lock();
            try {
                return Optional.of(new StoredMessage(
                        held.get().message, List.copyOf(held.get().deliveries.values())));
            } finally {
                held.get().lock.unlock();
            }
        }
        long location;
        catalogue.lock.lock();
        try {
            int first = catalogue.firstLive(id.value(), FIND_AMONG);
            if (first < 0) {
                return Optional.empty();
            }
            location = catalogue.live.location(catalogue.live.find(id.value(), first));
        } finally {
            catalogue.lock.unlock();
        }
        return rooms.reading(() -> find(id, rooms.reader().message(location)));
    }

    private Optional<StoredMessage> find(MessageId id, MessageRecord record) throws SpoolException {
        var deliveries = new ArrayList<Delivery>();
        for (int number = 0; number < record.domains().size(); number++) {
            Optional<Delivery> delivery = current(id, number);
            delivery.ifPresent(deliveries::add);
        }
        if (deliveries.isEmpty()) {
            return Optional.empty();
        }
        Message message = deliveries.getFirst().message();
        return Optional.of(new StoredMessage(message, deliveries));
    }

    private Optional<Delivery> current(MessageId id, int number) throws SpoolException {
        LogReader.Place place;
        Optional<RestingOrder.Resting> rests = Optional.empty();
        QueueName queue = null;
        catalogue.lock.lock();
        try {
            long entry = catalogue.live.find(id.value(), number);
            if (entry < 0) {
                return Optional.empty();
            }
            place = place(entry);
            if (catalogue.live.is(entry, LiveTable.RESTING)) {
                rests = Optional.of(catalogue.resting(entry));
                queue = catalogue.queues.name(catalogue.live.queue(entry));
            }
        } finally {
            catalogue.lock.unlock();
        }
        Delivery delivery = delivery(place);
        return Optional.of(
                rests.isPresent() && queue != null
                        ? LogReader.resting(delivery, queue, rests.get().due())
                        : delivery);
    }

    /** Where an entry is in the log; the lock is held by the caller. */
    LogReader.Place place(long entry) {
        LiveTable live = catalogue.live;
        return new LogReader.Place(live.id(entry), live.number(entry), live.location(entry), live.state(entry));
    }

    /** Reads a delivery, also when the compactor has just moved it. */
    Delivery delivery(LogReader.Place place) throws SpoolException {
        try {
            return rooms.reader().delivery(place);
        } catch (SpoolException moved) {
            LogReader.Place now;
            catalogue.lock.lock();
            try {
                long entry = catalogue.live.find(place.id(), place.number());
                now = entry < 0 ? place : place(entry);
            } finally {
                catalogue.lock.unlock();
            }
            if (now.equals(place)) {
                throw moved;
            }
            return rooms.reader().delivery(now);
        }
    }
}
