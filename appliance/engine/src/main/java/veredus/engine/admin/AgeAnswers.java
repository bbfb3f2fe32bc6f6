package veredus.engine.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import veredus.api.admin.AgeBucket;
import veredus.api.admin.QueueAges;
import veredus.api.admin.QueueFilter;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.MessageId;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.RestingIds;
import veredus.engine.spool.RestingPage;
import veredus.engine.spool.RestingPosition;
import veredus.engine.spool.SpoolException;

/** How old queued mail is. */
final class AgeAnswers {
    /** Deliveries that are read; the age of those beyond is taken from the index, with one recipient each. */
    static final int READ_BOUND = 50_000;

    /** The ages that separate the buckets. */
    static final List<Duration> BOUNDS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(12),
            Duration.ofDays(1),
            Duration.ofDays(3));

    private static final int BATCH = 500;

    private final AdminRooms rooms;

    AgeAnswers(AdminRooms rooms) {
        this.rooms = rooms;
    }

    QueueAges ages(QueueFilter filter) {
        Instant now = rooms.world().time().now();
        var count = new Count(Selection.ofAny(filter, now), now);
        try {
            for (ScheduledQueue queue : count.which.among(rooms)) {
                count.queue(queue);
            }
        } catch (SpoolException unreadable) {
            throw MessageAnswers.unreadable(unreadable);
        }
        return count.ages();
    }

    /** One count. Used by one thread. */
    private final class Count {
        private final Selection which;
        private final Instant now;
        private final Instant until;
        private final long[] recipients = new long[BOUNDS.size() + 1];
        private final long[] deliveries = new long[BOUNDS.size() + 1];
        private long inFlight;
        private long read;
        private boolean atLeast;
        private boolean incomplete;

        Count(Selection which, Instant now) {
            this.which = which;
            this.now = now;
            this.until = now.plus(QueueActions.WORK_LIMIT);
        }

        void queue(ScheduledQueue queue) throws SpoolException {
            inFlight += QueueAnswers.inFlight(queue, rooms.spool().resting(queue.name()));
            queue.inMemory(Integer.MAX_VALUE).forEach(this::look);
            Optional<RestingPosition> from = Optional.of(RestingPosition.START);
            while (from.isPresent() && read < READ_BOUND && !isTimeOver()) {
                RestingPage page = rooms.spool().page(queue.name(), from.get(), BATCH);
                page.deliveries().forEach(this::look);
                from = page.next();
            }
            // The index knows no senders and no addresses.
            while (from.isPresent() && which.isWhole() && !isTimeOver()) {
                RestingIds page = rooms.spool().ids(queue.name(), from.get(), BATCH);
                page.messages().forEach(this::add);
                from = page.next();
            }
            incomplete |= from.isPresent();
        }

        private boolean isTimeOver() {
            return rooms.world().time().now().isAfter(until);
        }

        private void look(Delivery delivery) {
            read++;
            int meant = which.of(delivery).size();
            if (meant > 0) {
                add(delivery.message().envelope().received(), meant);
            }
        }

        private void add(MessageId id) {
            atLeast = true;
            add(id.given(), 1);
        }

        private void add(Instant received, int some) {
            Duration age = Duration.between(received, now);
            int bucket = 0;
            while (bucket < BOUNDS.size() && age.compareTo(BOUNDS.get(bucket)) >= 0) {
                bucket++;
            }
            recipients[bucket] += some;
            deliveries[bucket]++;
        }

        QueueAges ages() {
            var buckets = new ArrayList<AgeBucket>();
            long allRecipients = 0;
            long allDeliveries = 0;
            for (int i = 0; i <= BOUNDS.size(); i++) {
                Optional<Duration> below = i < BOUNDS.size() ? Optional.of(BOUNDS.get(i)) : Optional.empty();
                buckets.add(new AgeBucket(below, recipients[i], deliveries[i]));
                allRecipients += recipients[i];
                allDeliveries += deliveries[i];
            }
            return new QueueAges(buckets, allRecipients, allDeliveries, inFlight, atLeast, !incomplete);
        }
    }
}
