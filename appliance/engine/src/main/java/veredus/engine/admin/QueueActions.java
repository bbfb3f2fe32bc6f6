package veredus.engine.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.QueueAction;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Recipient;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.settlement.Ending;
import veredus.engine.spool.QueueAtRest;
import veredus.engine.spool.RestingPage;
import veredus.engine.spool.RestingPosition;
import veredus.engine.spool.SpoolException;

/**
 * What an operator does to queued mail. One action at a time; each works at most {@link #WORK_LIMIT} and then says that
 * there is more. What is in flight is left alone.
 */
final class QueueActions {
    /** Short enough for clients that wait half a minute. */
    static final Duration WORK_LIMIT = Duration.ofSeconds(20);

    /** Deliveries that a count reads; beyond them recipients are counted as one each. */
    static final int COUNT_BOUND = 50_000;

    static final int BATCH = 500;
    private static final int SAMPLE = 10;

    private final AdminRooms rooms;
    private final Pauses pauses;
    private final Semaphore turn = new Semaphore(1);

    private static final class Count {
        private long deliveries;
        private long recipients;
        private long inFlight;
        private long read;
        private boolean estimated;
        private boolean unfinished;

        void add(int pending) {
            deliveries++;
            recipients += pending;
        }
    }

    QueueActions(AdminRooms rooms, Pauses pauses) {
        this.rooms = rooms;
        this.pauses = pauses;
    }

    /** Counts or does what is asked for. */
    ActionReply act(QueueAction action, ActionRequest asked, Caller caller) throws IOException {
        requireFilter(asked);
        ActionRequest request = new ActionRequest(
                caller.confined(asked.filter()), asked.dryRun(), asked.expected(), asked.duration(), asked.reason());
        Selection which = check(action, request);
        if (!turn.tryAcquire()) {
            throw AdminRefusal.conflict("another action is at work", "try again when it is done");
        }
        try {
            List<ScheduledQueue> queues = which.among(rooms.queues());
            if (request.dryRun() || request.expected().isPresent()) {
                Count count = count(which, queues);
                boolean unexpected = request.expected()
                        .filter(expected -> expected != count.deliveries)
                        .isPresent();
                if (request.dryRun() || unexpected) {
                    return reply(false, action, queues, count, unexpected ? "nothing was done: not as expected; " : "");
                }
            }
            return reply(true, action, queues, perform(action, request, which, queues, caller), "");
        } catch (SpoolException unreadable) {
            throw MessageAnswers.unreadable(unreadable);
        } finally {
            turn.release();
        }
    }

    // Jackson leaves out of records what the request leaves out.
    @SuppressWarnings("ConstantValue")
    private static void requireFilter(ActionRequest request) {
        if (request.filter() == null) {
            throw AdminRefusal.unprocessable("the filter is missing");
        }
    }

    private Selection check(QueueAction action, ActionRequest request) {
        Selection which = Selection.of(request.filter(), rooms.world().time().now());
        if (request.dryRun()) {
            Reasons.printable(request.reason().orElse(""));
        } else {
            Reasons.required(request.reason());
        }
        boolean stops = action == QueueAction.PAUSE || action == QueueAction.RESUME;
        if (stops && !which.isWhole()) {
            throw AdminRefusal.unprocessable(
                    "whole queues are paused and resumed: leave out recipient, sender and olderThan");
        }
        if (request.duration().isPresent()
                && (action != QueueAction.PAUSE || !request.duration().get().isPositive())) {
            throw AdminRefusal.unprocessable("a duration is for a pause, and positive");
        }
        return which;
    }

    private Count count(Selection which, List<ScheduledQueue> queues) throws SpoolException {
        var count = new Count();
        for (ScheduledQueue queue : queues) {
            QueueAtRest resting =
                    rooms.spool().atRest(queue.name(), rooms.world().time().now(), 1);
            count.inFlight += QueueAnswers.inFlight(queue, resting);
            if (count.read >= COUNT_BOUND) {
                estimate(which, queue.ready() + queue.unresolved() + resting.deliveries(), count);
            } else {
                count(which, queue, resting, count);
            }
        }
        return count;
    }

    private void count(Selection which, ScheduledQueue queue, QueueAtRest resting, Count count) throws SpoolException {
        for (Delivery waiting : queue.inMemory(Integer.MAX_VALUE)) {
            look(which, waiting, count);
        }
        long left = resting.deliveries();
        Optional<RestingPosition> from = Optional.of(RestingPosition.START);
        while (from.isPresent() && count.read < COUNT_BOUND) {
            RestingPage page = rooms.spool().page(queue.name(), from.get(), BATCH);
            page.deliveries().forEach(delivery -> look(which, delivery, count));
            left -= page.deliveries().size();
            from = page.next();
        }
        if (from.isPresent()) {
            estimate(which, left, count);
        }
    }

    private static void look(Selection which, Delivery delivery, Count count) {
        count.read++;
        List<Recipient> meant = which.of(delivery);
        if (!meant.isEmpty()) {
            count.add(meant.size());
        }
    }

    private static void estimate(Selection which, long deliveries, Count count) {
        count.estimated |= deliveries > 0;
        if (which.isWhole()) {
            count.deliveries += deliveries;
            count.recipients += deliveries;
        }
    }

    private Count perform(
            QueueAction action, ActionRequest request, Selection which, List<ScheduledQueue> queues, Caller caller)
            throws IOException, SpoolException {
        String reason = request.reason().orElse("");
        return switch (action) {
            case PAUSE -> {
                Instant now = rooms.world().time().now();
                pauses.add(new Pauses.Pause(
                        request.filter(),
                        caller.name(),
                        reason,
                        now,
                        request.duration().map(now::plus),
                        caller.tenant()));
                yield count(which, queues);
            }
            case RESUME -> {
                Count before = count(which, queues);
                pauses.end(which, caller);
                yield before;
            }
            case RETRY -> retry(which, queues);
            case DELETE -> end(which, queues, Ending.DELETED, "deleted by " + caller.name() + ": " + reason);
            case BOUNCE -> end(which, queues, Ending.BOUNCED, "bounced by " + caller.name() + ": " + reason);
        };
    }

    private Count retry(Selection which, List<ScheduledQueue> queues) throws SpoolException {
        var count = new Count();
        Instant until = rooms.world().time().now().plus(WORK_LIMIT);
        for (ScheduledQueue queue : queues) {
            if (rooms.world().time().now().isAfter(until)) {
                count.unfinished = true;
                break;
            }
            for (ReadyQueue ready : queue.fed()) {
                ready.gate().revive();
            }
            queue.retryNow(delivery -> {
                List<Recipient> meant = which.of(delivery);
                if (!meant.isEmpty()) {
                    count.add(meant.size());
                }
                return !meant.isEmpty();
            });
        }
        return count;
    }

    /** Ends what waits. Each queue is held meanwhile, so that all that waits of it is at rest and in one place. */
    private Count end(Selection which, List<ScheduledQueue> queues, Ending ending, String detail)
            throws SpoolException {
        var count = new Count();
        Instant until = rooms.world().time().now().plus(WORK_LIMIT);
        for (ScheduledQueue queue : queues) {
            queue.hold();
            try {
                QueueAtRest resting =
                        rooms.spool().atRest(queue.name(), rooms.world().time().now(), 1);
                count.inFlight += QueueAnswers.inFlight(queue, resting);
                Optional<RestingPosition> from = Optional.of(RestingPosition.START);
                while (from.isPresent()) {
                    if (rooms.world().time().now().isAfter(until)) {
                        count.unfinished = true;
                        return count;
                    }
                    RestingPage page = rooms.spool().page(queue.name(), from.get(), BATCH);
                    for (Delivery seen : page.deliveries()) {
                        end(seen, which, ending, detail, count);
                    }
                    from = page.next();
                }
            } finally {
                queue.release();
            }
        }
        return count;
    }

    private void end(Delivery seen, Selection which, Ending ending, String detail, Count count) throws SpoolException {
        if (which.of(seen).isEmpty()) {
            return;
        }
        Optional<Delivery> taken = rooms.spool().take(seen.message().id(), seen.number());
        if (taken.isEmpty()) {
            return;
        }
        List<Recipient> meant = which.of(taken.get());
        boolean ended = false;
        try {
            rooms.settlement().ended(taken.get(), meant, ending, detail);
            ended = true;
        } finally {
            if (!ended) {
                rooms.spool().rest(taken.get());
            }
        }
        count.add(meant.size());
    }

    private ActionReply reply(
            boolean done, QueueAction action, List<ScheduledQueue> queues, Count count, String before) {
        var message = new ArrayList<String>();
        message.add(before + (done ? "" : "would ") + action.name().toLowerCase(Locale.ROOT) + " "
                + (count.estimated ? "at least " : "") + count.recipients + " recipients in " + count.deliveries
                + " deliveries of " + queues.size() + " queues");
        if (count.inFlight > 0) {
            message.add(count.inFlight + " deliveries are in flight and are left alone");
        }
        if (count.unfinished) {
            message.add("stopped after " + WORK_LIMIT.toSeconds() + " s; there is more: do it again");
        }
        List<String> sample = queues.stream()
                .limit(SAMPLE)
                .map(queue -> queue.name().toString())
                .toList();
        return new ActionReply(
                done,
                queues.size(),
                count.deliveries,
                count.recipients,
                count.inFlight,
                sample,
                String.join("; ", message));
    }
}
