package veredus.engine.spool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;

/** Deliveries going to rest and being taken, looked at and found. Safe for many threads. */
final class Resting {
    private static final Logger LOG = LoggerFactory.getLogger(Resting.class);
    /** When a delivery that could not be read is tried again. */
    private static final long AFTER_UNREADABLE_MILLIS = 600_000;

    private static final long END_OF_TIME = 1L << 42;

    private final SpoolRooms rooms;
    private final Catalogue catalogue;
    private final MemoryMail memoryMail;
    private final StoredMessages stored;

    private record Taken(LogReader.Place place, long due) {}

    Resting(SpoolRooms rooms, MemoryMail memoryMail, StoredMessages stored) {
        this.rooms = rooms;
        this.catalogue = rooms.catalogue();
        this.memoryMail = memoryMail;
        this.stored = stored;
    }

    void rest(Delivery delivery) {
        Optional<MemoryMail.Held> held = memoryMail.find(delivery.message().id());
        if (held.isPresent() && write(held.get(), delivery)) {
            return;
        }
        catalogue.lock.lock();
        try {
            long entry = catalogue.live.find(delivery.message().id().value(), delivery.number());
            if (entry >= 0 && !catalogue.live.is(entry, LiveTable.RESTING)) {
                catalogue.rest(entry, delivery.queue(), DeliveryState.dueMillis(delivery.due()));
            }
        } finally {
            catalogue.lock.unlock();
        }
    }

    /** Writes a message that was in memory only; answers false when it is in the log already. */
    private boolean write(MemoryMail.Held held, Delivery delivery) {
        held.lock.lock();
        try {
            if (memoryMail.find(held.message.id()).isEmpty()) {
                return false;
            }
            if (held.deliveries.containsKey(delivery.number())) {
                held.deliveries.put(delivery.number(), delivery);
            }
            writeWhole(held, delivery.number());
            return true;
        } finally {
            held.lock.unlock();
        }
    }

    private void writeWhole(MemoryMail.Held held, int resting) {
        var envelope = held.message.envelope();
        List<DeliveryState> states =
                held.deliveries.values().stream().map(DeliveryState::of).toList();
        var record = new MessageRecord(
                envelope,
                held.bytes.length,
                held.message.body().needsStuffing(),
                0,
                Delivery.domainsOf(envelope),
                Pieces.NONE,
                true,
                states);
        try {
            rooms.write(new Waiting(
                    LogFormat.MESSAGE,
                    Waiting.Sync.SOON,
                    new Effect.StoredAtRest(envelope.id().value(), states, resting),
                    record.write(),
                    held.bytes,
                    held.bytes.length));
        } catch (SpoolException failed) {
            LOG.error("message {} was accepted as memory-only and is lost", envelope.id(), failed);
        }
        memoryMail.release(held);
    }

    List<Delivery> take(QueueName queue, Instant until, int max) throws SpoolException {
        var taken = new ArrayList<Taken>();
        catalogue.lock.lock();
        try {
            for (RestingOrder.Resting first : first(queue, millis(until), 0, max)) {
                long entry = catalogue.live.find(first.id(), first.number());
                taken.add(new Taken(stored.place(entry), first.due()));
                catalogue.leaveRest(entry);
            }
        } finally {
            catalogue.lock.unlock();
        }
        return taken.isEmpty() ? List.of() : rooms.reading(() -> load(queue, taken, true));
    }

    List<Delivery> peek(QueueName queue, int skip, int max) throws SpoolException {
        var seen = new ArrayList<Taken>();
        catalogue.lock.lock();
        try {
            for (RestingOrder.Resting first : first(queue, END_OF_TIME, skip, max)) {
                seen.add(new Taken(stored.place(catalogue.live.find(first.id(), first.number())), first.due()));
            }
        } finally {
            catalogue.lock.unlock();
        }
        return seen.isEmpty() ? List.of() : rooms.reading(() -> load(queue, seen, false));
    }

    /** Takes one delivery, if it rests. */
    Optional<Delivery> take(MessageId id, int number) throws SpoolException {
        QueueName queue;
        Taken taken;
        catalogue.lock.lock();
        try {
            long entry = catalogue.live.find(id.value(), number);
            if (entry < 0 || !catalogue.live.is(entry, LiveTable.RESTING) || catalogue.index() == null) {
                return Optional.empty();
            }
            queue = catalogue.queues.name(catalogue.live.queue(entry));
            taken = new Taken(stored.place(entry), catalogue.resting(entry).due());
            catalogue.leaveRest(entry);
        } finally {
            catalogue.lock.unlock();
        }
        return rooms.reading(() -> load(queue, List.of(taken), true)).stream().findFirst();
    }

    boolean rests(MessageId id, int number) {
        catalogue.lock.lock();
        try {
            long entry = catalogue.live.find(id.value(), number);
            return entry >= 0 && catalogue.live.is(entry, LiveTable.RESTING);
        } finally {
            catalogue.lock.unlock();
        }
    }

    RestingPage page(QueueName queue, RestingPosition from, int max) throws SpoolException {
        var seen = new ArrayList<Taken>();
        List<RestingOrder.Resting> found;
        catalogue.lock.lock();
        try {
            found = behind(queue, from, max);
            for (RestingOrder.Resting one : found) {
                seen.add(new Taken(stored.place(catalogue.live.find(one.id(), one.number())), one.due()));
            }
        } finally {
            catalogue.lock.unlock();
        }
        List<Delivery> deliveries = seen.isEmpty() ? List.of() : rooms.reading(() -> load(queue, seen, false));
        return new RestingPage(deliveries, next(found, max));
    }

    RestingIds ids(QueueName queue, RestingPosition from, int max) {
        List<RestingOrder.Resting> found;
        catalogue.lock.lock();
        try {
            found = behind(queue, from, max);
        } finally {
            catalogue.lock.unlock();
        }
        return new RestingIds(found.stream().map(one -> new MessageId(one.id())).toList(), next(found, max));
    }

    private List<RestingOrder.Resting> behind(QueueName queue, RestingPosition from, int max) {
        RestingOrder index = catalogue.index();
        int number = catalogue.queues.find(queue);
        return index == null || number < 0 ? List.of() : index.behind(number, from, max);
    }

    private static Optional<RestingPosition> next(List<RestingOrder.Resting> found, int max) {
        if (found.size() < max) {
            return Optional.empty();
        }
        RestingOrder.Resting last = found.getLast();
        return Optional.of(new RestingPosition(last.due(), last.id(), last.number()));
    }

    QueueAtRest atRest(QueueName queue, Instant now, int among) {
        catalogue.lock.lock();
        try {
            RestingOrder index = catalogue.index();
            int number = catalogue.queues.find(queue);
            if (index == null || number < 0) {
                return QueueAtRest.NOTHING;
            }
            List<RestingOrder.Resting> first = index.first(number, END_OF_TIME, 0, among);
            long due = first.stream().filter(one -> one.due() <= millis(now)).count();
            return new QueueAtRest(
                    catalogue.queues.resting(number),
                    due,
                    first.stream().findFirst().map(one -> Instant.ofEpochMilli(one.due())),
                    first.stream()
                            .map(one -> new MessageId(one.id()))
                            .min(Comparator.naturalOrder())
                            .map(MessageId::given));
        } finally {
            catalogue.lock.unlock();
        }
    }

    long count(QueueName queue) {
        catalogue.lock.lock();
        try {
            int number = catalogue.queues.find(queue);
            return number < 0 ? 0 : catalogue.queues.resting(number);
        } finally {
            catalogue.lock.unlock();
        }
    }

    long count() {
        catalogue.lock.lock();
        try {
            long all = 0;
            for (int number = 0; number < catalogue.queues.bound(); number++) {
                all += catalogue.queues.resting(number);
            }
            return all;
        } finally {
            catalogue.lock.unlock();
        }
    }

    private List<RestingOrder.Resting> first(QueueName queue, long until, int skip, int max) {
        RestingOrder index = catalogue.index();
        int number = catalogue.queues.find(queue);
        return index == null || number < 0 ? List.of() : index.first(number, until, skip, max);
    }

    /** Reads what was taken. What cannot be read goes back to rest for a while: the others must not wait for it. */
    private List<Delivery> load(QueueName queue, List<Taken> taken, boolean putBack) {
        var deliveries = new ArrayList<Delivery>(taken.size());
        for (Taken one : taken) {
            try {
                deliveries.add(LogReader.resting(stored.delivery(one.place()), queue, one.due()));
            } catch (SpoolException unreadable) {
                LOG.error(
                        "delivery {} of message {} cannot be read",
                        one.place().number(),
                        new MessageId(one.place().id()),
                        unreadable);
                if (putBack) {
                    putBack(queue, one);
                }
            }
        }
        return deliveries;
    }

    private void putBack(QueueName queue, Taken one) {
        catalogue.lock.lock();
        try {
            long entry = catalogue.live.find(one.place().id(), one.place().number());
            if (entry >= 0 && !catalogue.live.is(entry, LiveTable.RESTING)) {
                long again = rooms.time().now().toEpochMilli() + AFTER_UNREADABLE_MILLIS;
                catalogue.rest(entry, queue, Math.max(one.due(), again));
            }
        } finally {
            catalogue.lock.unlock();
        }
    }

    Optional<Instant> earliestDue(QueueName queue) {
        catalogue.lock.lock();
        try {
            RestingOrder index = catalogue.index();
            int number = catalogue.queues.find(queue);
            OptionalLong due = index == null || number < 0 ? OptionalLong.empty() : index.earliest(number);
            return due.isPresent() ? Optional.of(Instant.ofEpochMilli(due.getAsLong())) : Optional.empty();
        } finally {
            catalogue.lock.unlock();
        }
    }

    List<QueueSummary> queues() {
        var names = new ArrayList<QueueName>();
        catalogue.lock.lock();
        try {
            if (catalogue.index() != null) {
                catalogue.queues.forEach((number, name) -> names.add(name));
            }
        } finally {
            catalogue.lock.unlock();
        }
        names.sort(null);
        var summaries = new ArrayList<QueueSummary>(names.size());
        for (QueueName name : names) {
            summary(name).ifPresent(summaries::add);
        }
        return summaries;
    }

    List<QueueSummary> leftOver() {
        List<Catalogue.LeftOver> found;
        catalogue.lock.lock();
        try {
            found = catalogue.takeLeftOver();
        } finally {
            catalogue.lock.unlock();
        }
        var summaries = new ArrayList<QueueSummary>(found.size());
        for (Catalogue.LeftOver left : found) {
            // Where all has been taken meanwhile, nothing is due, and looking does no harm.
            Instant due = earliestDue(left.queue()).orElse(Instant.EPOCH);
            summaries.add(new QueueSummary(left.queue(), left.deliveries(), due));
        }
        return summaries;
    }

    private Optional<QueueSummary> summary(QueueName name) {
        catalogue.lock.lock();
        try {
            int number = catalogue.queues.find(name);
            return number < 0
                    ? Optional.empty()
                    : earliestDue(name).map(due -> new QueueSummary(name, catalogue.queues.resting(number), due));
        } finally {
            catalogue.lock.unlock();
        }
    }

    /** Brings to rest whatever is still in somebody's memory. */
    void restAll() {
        memoryMail.all().forEach(held -> {
            held.lock.lock();
            try {
                writeWhole(held, Catalogue.ALL);
            } finally {
                held.lock.unlock();
            }
        });
        for (LogReader.Place place : active()) {
            try {
                rest(rooms.reader().delivery(place));
            } catch (SpoolException unreadable) {
                LOG.error(
                        "delivery {} cannot be brought to rest; the next start reads the log again", place, unreadable);
            }
        }
    }

    private List<LogReader.Place> active() {
        var active = new ArrayList<LogReader.Place>();
        catalogue.lock.lock();
        try {
            catalogue.live.forEach(entry -> {
                if (!catalogue.live.is(entry, LiveTable.RESTING)) {
                    active.add(stored.place(entry));
                }
            });
        } finally {
            catalogue.lock.unlock();
        }
        return active;
    }

    private static long millis(Instant until) {
        // Rounded like the due times themselves, so that what is due at this very moment is taken.
        return Math.clamp(until.getEpochSecond(), -1, END_OF_TIME / 1000) * 1000
                + Math.ceilDiv(until.getNano(), 1_000_000);
    }
}
