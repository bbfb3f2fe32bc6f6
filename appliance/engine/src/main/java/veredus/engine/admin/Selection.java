package veredus.engine.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import veredus.api.admin.QueueFilter;
import veredus.api.policy.Policy;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.QueueName;
import veredus.engine.envelope.Recipient;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.queue.ScheduledQueues;

/** What a {@link QueueFilter} means. A value. */
record Selection(QueueFilter filter, Optional<Instant> receivedBefore, Optional<String> recipientDomain) {
    private static final Comparator<ScheduledQueue> BY_NAME = Comparator.comparing(ScheduledQueue::name);

    /** Of a filter that must mean something. */
    static Selection of(QueueFilter filter, Instant now) {
        if (filter.isEmpty()) {
            throw AdminRefusal.unprocessable(
                    "the filter names nothing; give a condition, or say \"all\": true when all mail is meant");
        }
        return ofAny(filter, now);
    }

    /** Of a filter; one without conditions means everything. */
    static Selection ofAny(QueueFilter filter, Instant now) {
        filter.olderThan().filter(Duration::isNegative).ifPresent(negative -> {
            throw AdminRefusal.unprocessable("olderThan is not negative");
        });
        return new Selection(
                filter,
                filter.olderThan().map(now::minus),
                filter.recipient().map(address -> address.substring(address.lastIndexOf('@') + 1)));
    }

    /** Whether the conditions are about queues only, so that all of a queue is meant or none. */
    boolean isWhole() {
        return filter.recipient().isEmpty()
                && filter.sender().isEmpty()
                && filter.olderThan().isEmpty();
    }

    /** Whether something in that queue may be meant. */
    boolean has(QueueName queue) {
        return filter.queue().map(queue::isWritten).orElse(true)
                && filter.domain()
                        .map(pattern -> isIn(queue.domain().name(), pattern))
                        .orElse(true)
                && filter.tenant().map(queue.tenant()::equals).orElse(true)
                && filter.campaign().map(queue.campaign()::equals).orElse(true)
                && filter.pool().map(queue.pool()::equals).orElse(true)
                && filter.route().map(queue.route()::equals).orElse(true)
                && recipientDomain.map(queue.domain().name()::equalsIgnoreCase).orElse(true);
    }

    private static boolean isIn(String domain, String pattern) {
        return pattern.startsWith("*.") ? domain.endsWith(pattern.substring(1)) : domain.equalsIgnoreCase(pattern);
    }

    /** Those of a delivery's pending recipients that are meant; the queue is. */
    List<Recipient> of(Delivery delivery) {
        var envelope = delivery.message().envelope();
        boolean message = filter.sender()
                        .map(envelope.sender().toString()::equalsIgnoreCase)
                        .orElse(true)
                && receivedBefore.map(envelope.received()::isBefore).orElse(true);
        if (!message) {
            return List.of();
        }
        // RFC 5321 2.4 lets case matter in local parts; nobody who looks for an address means that.
        return filter.recipient().isEmpty()
                ? delivery.pending()
                : delivery.pending().stream()
                        .filter(pending -> pending.address()
                                .toString()
                                .equalsIgnoreCase(filter.recipient().get()))
                        .toList();
    }

    /** The queues that there are, by name. */
    List<ScheduledQueue> among(AdminRooms rooms) {
        return unsorted(rooms).sorted(BY_NAME).toList();
    }

    /** The same, to be taken one by one: cheaper where only the first are looked at. */
    PriorityQueue<ScheduledQueue> oneByOne(AdminRooms rooms) {
        var queues = new PriorityQueue<ScheduledQueue>(BY_NAME);
        unsorted(rooms).filter(QueueAnswers::isOfInterest).forEach(queues::add);
        return queues;
    }

    /** The same of which only the first are in order, as many as {@code some}: cheaper where only these are shown. */
    List<ScheduledQueue> among(AdminRooms rooms, int some) {
        List<ScheduledQueue> all = unsorted(rooms).toList();
        var first = new Foremost<ScheduledQueue>(BY_NAME, some);
        all.forEach(first::add);
        var ordered = new LinkedHashSet<>(first.list());
        ordered.addAll(all);
        return List.copyOf(ordered);
    }

    private Stream<ScheduledQueue> unsorted(AdminRooms rooms) {
        Policy policy = rooms.policy().get();
        return rooms.queues().all().stream()
                .filter(queue -> has(queue.name()))
                .filter(queue -> Whereabouts.fits(queue, filter.site(), filter.vmta(), policy));
    }

    /** Whether it names where mail goes, which is not known of queues to come. */
    boolean namesWhereabouts() {
        return filter.site().isPresent() || filter.vmta().isPresent();
    }

    /** The same where {@link #namesWhereabouts} is not so. */
    List<ScheduledQueue> among(ScheduledQueues queues) {
        return queues.all().stream()
                .filter(queue -> has(queue.name()))
                .sorted(BY_NAME)
                .toList();
    }

    /** Whether each queue that {@code narrower} means is meant here, as far as their words show. */
    boolean covers(QueueFilter narrower) {
        return within(filter.queue(), narrower.queue())
                && within(filter.domain(), narrower.domain())
                && within(filter.tenant(), narrower.tenant())
                && within(filter.campaign(), narrower.campaign())
                && within(filter.pool(), narrower.pool())
                && within(filter.route(), narrower.route())
                && within(filter.site(), narrower.site())
                && within(filter.vmta(), narrower.vmta());
    }

    private static boolean within(Optional<String> wider, Optional<String> narrower) {
        return wider.isEmpty() || wider.equals(narrower);
    }
}
