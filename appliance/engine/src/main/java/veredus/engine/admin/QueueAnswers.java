package veredus.engine.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import veredus.api.admin.MessageView;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueDetail;
import veredus.api.admin.QueueMode;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.api.admin.QueueWhy;
import veredus.api.policy.Policy;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.QueueName;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.shaping.PathState;
import veredus.engine.spool.QueueAtRest;
import veredus.mail.address.Domain;

/** The queues and why they do or do not move. */
final class QueueAnswers {
    /** So many resting deliveries of a queue are looked at for the count of those due and the oldest. */
    static final int AMONG = 1_000;

    /** Messages that a detail shows. */
    static final int MESSAGES_SHOWN = 20;

    private final AdminRooms rooms;
    private final OperatorOrders orders;
    private final MessageAnswers messages;

    private record Row(ScheduledQueue queue, Instant when, long count) {}

    QueueAnswers(AdminRooms rooms, OperatorOrders orders, MessageAnswers messages) {
        this.rooms = rooms;
        this.orders = orders;
        this.messages = messages;
    }

    /** The first of those that match and have mail. */
    QueuePage page(QueueQuery query, Caller caller) {
        String part = query.filter().toLowerCase(Locale.ROOT);
        Instant now = rooms.world().time().now();
        Policy policy = rooms.policy().get();
        var first = new Foremost<Row>(order(query.sort()), query.limit());
        for (ScheduledQueue queue : rooms.queues().all()) {
            if (isOfInterest(queue)
                    && caller.mayMeet(queue.name().tenant())
                    && isNamed(queue, part)
                    && query.route().map(queue.name().route()::equals).orElse(true)
                    && Whereabouts.fits(queue, query.site(), query.vmta(), policy)) {
                first.add(row(queue, query.sort(), now));
            }
        }
        List<QueueView> shown =
                first.list().stream().map(row -> view(row.queue(), now)).toList();
        return new QueuePage(shown, first.seen());
    }

    /** Whether it has mail; a pause of what has none is among the actions in force. */
    static boolean isOfInterest(ScheduledQueue queue) {
        return queue.queued() > 0;
    }

    /**
     * Whether its name has that part.
     *
     * @param part in lower case; empty for any name, which then is not even made
     */
    static boolean isNamed(ScheduledQueue queue, String part) {
        return part.isEmpty()
                || queue.name().toString().toLowerCase(Locale.ROOT).contains(part);
    }

    private Row row(ScheduledQueue queue, QueueQuery.Sort sort, Instant now) {
        Instant when = switch (sort) {
            case NAME, DELIVERIES -> Instant.EPOCH;
            case DUE -> rooms.spool().earliestDue(queue.name()).orElse(Instant.MAX);
            case OLDEST ->
                oldest(queue, rooms.spool().atRest(queue.name(), now, AMONG)).orElse(Instant.MAX);
        };
        return new Row(queue, when, queue.queued());
    }

    private static Comparator<Row> order(QueueQuery.Sort sort) {
        Comparator<Row> byName = Comparator.comparing(row -> row.queue().name());
        return switch (sort) {
            case NAME -> byName;
            case DELIVERIES -> Comparator.comparingLong(Row::count).reversed().thenComparing(byName);
            case OLDEST, DUE -> Comparator.comparing(Row::when).thenComparing(byName);
        };
    }

    private static Optional<Instant> oldest(ScheduledQueue queue, QueueAtRest resting) {
        return Stream.concat(
                        resting.oldest().stream(),
                        queue.inMemory(AMONG).stream()
                                .map(delivery -> delivery.message().envelope().received()))
                .min(Comparator.naturalOrder());
    }

    private QueueView view(ScheduledQueue queue, Instant now) {
        QueueName name = queue.name();
        QueueAtRest resting = rooms.spool().atRest(name, now, AMONG);
        return new QueueView(
                name.toString(),
                name.tenant(),
                name.campaign(),
                name.domain().name(),
                name.pool(),
                Whereabouts.site(queue),
                queue.queued(),
                queue.ready(),
                inFlight(queue, resting),
                resting.due() + queue.unresolved(),
                resting.earliestDue(),
                oldest(queue, resting),
                queue.isPaused(),
                queue.isSlowed() ? QueueMode.BACKOFF : QueueMode.NORMAL,
                queue.lastStatus());
    }

    /** What is neither ready nor at rest is on a connection or being settled; the numbers are not of one instant. */
    static long inFlight(ScheduledQueue queue, QueueAtRest resting) {
        return inFlight(queue, resting.deliveries());
    }

    /** The same where so many rest. */
    static long inFlight(ScheduledQueue queue, long resting) {
        return Math.max(0, queue.queued() - queue.ready() - queue.unresolved() - resting);
    }

    /** The queue of that name. */
    QueueDetail detail(String name, Caller caller) {
        ScheduledQueue queue = rooms.queues().all().stream()
                .filter(known -> known.name().isWritten(name))
                .filter(known -> caller.mayMeet(known.name().tenant()))
                .findFirst()
                .orElseThrow(() -> AdminRefusal.notFound(
                        "queue", "names look like campaign:tenant@domain/pool; an empty queue is forgotten in time"));
        Instant now = rooms.world().time().now();
        QueueView view = view(queue, now);
        List<MessageView> some = messages.of(queue, MESSAGES_SHOWN);
        List<String> reasons = causes(queue, view, caller, now).stream()
                .map(QueueCause::evidence)
                .toList();
        return new QueueDetail(view, reasons, hosts(queue), paths(queue), queue.recentStatuses(), some);
    }

    private List<QueueCause> causes(ScheduledQueue queue, QueueView view, Caller caller, Instant now) {
        return new QueueCauses(rooms, queue, view, orders, caller, now).list();
    }

    /** Why mail for {@code domain} does not move faster, over all its queues that hold some. */
    QueueWhy why(Domain domain, Caller caller) {
        Instant now = rooms.world().time().now();
        List<QueueCause> causes = rooms.queues().all().stream()
                .filter(queue -> queue.name().domain().equals(domain))
                .filter(queue -> caller.mayMeet(queue.name().tenant()))
                .filter(QueueAnswers::isOfInterest)
                .flatMap(queue -> causes(queue, view(queue, now), caller, now).stream())
                .sorted(Comparator.comparing(QueueCause::cause))
                .limit(QueueWhy.MOST)
                .toList();
        return new QueueWhy(domain.name(), causes);
    }

    private static List<String> hosts(ScheduledQueue queue) {
        return queue.resolution().orElse(null) instanceof Resolution.Hosts hosts ? names(hosts) : List.of();
    }

    private static List<String> names(Resolution.Hosts hosts) {
        return hosts.exchangers().stream().map(MailExchanger::host).toList();
    }

    private List<QueueDetail.PathView> paths(ScheduledQueue queue) {
        var views = new ArrayList<QueueDetail.PathView>();
        for (ReadyQueue ready : queue.fed()) {
            PathState state = ready.gate().state();
            views.add(new QueueDetail.PathView(
                    ready.path().vmta(),
                    ready.path().site().name(),
                    switch (state) {
                        case PathState.Normal normal -> "normal";
                        case PathState.Backoff backoff -> "backoff";
                    },
                    ready.gate().open(),
                    ready.gate().limits().maxConnections(),
                    ready.size(),
                    switch (state) {
                        case PathState.Normal normal -> "";
                        case PathState.Backoff backoff -> backoff.cause();
                    },
                    rooms.policy()
                            .explain(
                                    queue.name().domain(),
                                    names(ready.hosts()),
                                    ready.path().vmta())));
        }
        return views;
    }
}
