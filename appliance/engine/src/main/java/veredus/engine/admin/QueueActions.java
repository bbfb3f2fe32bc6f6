package veredus.engine.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.MoveRequest;
import veredus.api.admin.PriorityRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.engine.envelope.Recipient;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.SpoolException;

/**
 * What an operator does to queued mail. One action at a time; each works at most {@link #WORK_LIMIT} and then says that
 * there is more. What is in flight is left alone, and so is what is withheld: that is its order's.
 */
final class QueueActions {
    /** Short enough for clients that wait half a minute. */
    static final Duration WORK_LIMIT = Duration.ofSeconds(20);

    /** The longest time in which something can be undone. */
    static final Duration LONGEST_UNDO = Duration.ofDays(7);

    static final int BATCH = 500;

    /**
     * Deliveries that are read for a preview about whole queues, so that a page need not wait for more. Deliveries are
     * counted beyond; their recipients are then said to be "at least" as many.
     */
    static final int PREVIEW_BOUND = 1_000;

    private final AdminRooms rooms;
    private final OperatorOrders orders;
    private final Moving moving;
    private final Prioritizing prioritizing;
    private final Withholding withholding;
    private final Destinations destinations;
    private final Semaphore turn = new Semaphore(1);

    QueueActions(AdminRooms rooms, OperatorOrders orders, PendingEndings pending) {
        this.rooms = rooms;
        this.orders = orders;
        this.moving = new Moving(rooms);
        this.prioritizing = new Prioritizing(rooms);
        this.withholding = new Withholding(rooms, pending, moving, turn);
        this.destinations = new Destinations(rooms);
    }

    Withholding withholding() {
        return withholding;
    }

    /** An action at work. */
    private interface Work {
        ActionReply on(List<ScheduledQueue> queues) throws IOException, SpoolException;
    }

    /** Counts or does what is asked for. */
    ActionReply act(QueueAction action, ActionRequest asked, Caller caller) throws IOException {
        QueueFilter filter = required(asked.filter());
        var request = new ActionRequest(
                caller.confined(filter),
                asked.dryRun(),
                asked.expected(),
                asked.duration(),
                asked.reason(),
                asked.undoWithin());
        Selection which = check(action, request);
        String verb = action.name().toLowerCase(Locale.ROOT);
        return inTurn(
                which,
                request.dryRun(),
                request.expected(),
                verb,
                queues -> perform(action, request, which, queues, caller));
    }

    /** Counts or moves what is asked for. */
    ActionReply move(MoveRequest asked, Caller caller) throws IOException {
        QueueFilter filter = caller.confined(required(asked.filter()));
        Selection which = Selection.of(filter, rooms.world().time().now());
        destinations.require(asked, caller);
        checkReason(asked.dryRun(), asked.reason());
        withholding.requireRecovered();
        return inTurn(which, asked.dryRun(), asked.expected(), "move", queues -> {
            var tally = new Tally(rooms);
            moving.move(which, queues, queue -> Destinations.of(queue, asked), end(), tally);
            return tally.reply(true, "move", queues, "", Optional.empty());
        });
    }

    /** Counts or makes more or less urgent what is asked for. */
    ActionReply prioritize(PriorityRequest asked, Caller caller) throws IOException {
        QueueFilter filter = caller.confined(required(asked.filter()));
        Selection which = Selection.of(filter, rooms.world().time().now());
        int priority = asked.to()
                .filter(PriorityRequest::isOne)
                .orElseThrow(() -> AdminRefusal.unprocessable("to is a priority from " + PriorityRequest.FIRST
                        + " (first) to " + PriorityRequest.LAST + " (last)"));
        checkReason(asked.dryRun(), asked.reason());
        withholding.requireRecovered();
        return inTurn(which, asked.dryRun(), asked.expected(), "prioritize", queues -> {
            var tally = new Tally(rooms);
            prioritizing.prioritize(which, queues, priority, end(), tally);
            return tally.reply(true, "prioritize", queues, "", Optional.empty());
        });
    }

    private ActionReply inTurn(Selection which, boolean dryRun, Optional<Long> expected, String verb, Work work)
            throws IOException {
        if (!turn.tryAcquire()) {
            throw AdminRefusal.conflict("another action is at work", "try again when it is done");
        }
        try {
            List<ScheduledQueue> found = dryRun ? which.among(rooms, PREVIEW_BOUND) : which.among(rooms);
            List<ScheduledQueue> queues =
                    found.stream().filter(queue -> !queue.name().isWithheld()).toList();
            if (dryRun || expected.isPresent()) {
                var tally = new Tally(rooms, dryRun && which.isWhole() ? PREVIEW_BOUND : Tally.COUNT_BOUND);
                tally.count(which, queues);
                boolean unexpected =
                        expected.filter(count -> count != tally.deliveries()).isPresent();
                if (dryRun || unexpected) {
                    String before = unexpected ? "nothing was done: not as expected; " : "";
                    return tally.reply(false, before + "would " + verb, queues, "", Optional.empty());
                }
            }
            return work.on(queues);
        } catch (SpoolException unreadable) {
            throw MessageAnswers.unreadable(unreadable);
        } finally {
            turn.release();
        }
    }

    // Jackson leaves out of records what the request leaves out.
    @SuppressWarnings("ConstantValue")
    private static QueueFilter required(QueueFilter filter) {
        if (filter == null) {
            throw AdminRefusal.unprocessable("the filter is missing");
        }
        return filter;
    }

    private static void checkReason(boolean dryRun, Optional<String> reason) {
        if (dryRun) {
            Reasons.printable(reason.orElse(""));
        } else {
            Reasons.required(reason);
        }
    }

    private Selection check(QueueAction action, ActionRequest request) {
        Selection which = Selection.of(request.filter(), rooms.world().time().now());
        checkReason(request.dryRun(), request.reason());
        boolean stands = action == QueueAction.PAUSE || action == QueueAction.BACKOFF;
        boolean ofQueues = stands || action == QueueAction.RESUME || action == QueueAction.NORMAL;
        if (ofQueues && which.namesWhereabouts()) {
            throw AdminRefusal.unprocessable("it holds for queues to come, of which neither site nor vMTA is known:"
                    + " say a domain or pool, or disable the vMTA");
        }
        if (ofQueues && !which.isWhole()) {
            throw AdminRefusal.unprocessable("it holds for whole queues: leave out recipient, sender and olderThan");
        }
        if (request.duration().isPresent()
                && (!stands || !request.duration().get().isPositive())) {
            throw AdminRefusal.unprocessable("a duration is for a pause or backoff, and positive");
        }
        boolean ends = action == QueueAction.DELETE || action == QueueAction.BOUNCE;
        request.undoWithin().ifPresent(window -> {
            if (!ends || !window.isPositive() || window.compareTo(LONGEST_UNDO) > 0) {
                throw AdminRefusal.unprocessable(
                        "undoWithin is for delete and bounce, above 0 and at most " + LONGEST_UNDO.toDays() + " days");
            }
            withholding.requireRecovered();
        });
        return which;
    }

    private Instant end() {
        return rooms.world().time().now().plus(WORK_LIMIT);
    }

    private ActionReply perform(
            QueueAction action, ActionRequest request, Selection which, List<ScheduledQueue> queues, Caller caller)
            throws IOException, SpoolException {
        String reason = request.reason().orElse("");
        String verb = action.name().toLowerCase(Locale.ROOT);
        var tally = new Tally(rooms);
        switch (action) {
            case PAUSE -> {
                orders.pauses().add(order(request, caller));
                tally.count(which, queues);
            }
            case RESUME -> {
                tally.count(which, queues);
                orders.pauses().end(which, caller);
            }
            case BACKOFF -> {
                orders.backoffs().add(order(request, caller));
                tally.count(which, queues);
            }
            case NORMAL -> {
                tally.count(which, queues);
                orders.backoffs().end(which, caller);
                queues.forEach(QueueActions::revive);
            }
            case RETRY -> retry(which, queues, tally);
            case DELETE, BOUNCE -> {
                if (request.undoWithin().isPresent()) {
                    return withholding.withhold(action, request, which, queues, caller);
                }
                withholding.end(action, which, queues, caller, reason, tally);
            }
        }
        return tally.reply(true, verb, queues, "", Optional.empty());
    }

    private StandingOrders.Order order(ActionRequest request, Caller caller) {
        Instant now = rooms.world().time().now();
        return new StandingOrders.Order(
                request.filter(),
                caller.name(),
                request.reason().orElse(""),
                now,
                request.duration().map(now::plus),
                caller.tenant());
    }

    private static void revive(ScheduledQueue queue) {
        for (ReadyQueue ready : queue.fed()) {
            ready.gate().revive();
        }
    }

    private void retry(Selection which, List<ScheduledQueue> queues, Tally tally) throws SpoolException {
        Instant until = end();
        for (ScheduledQueue queue : queues) {
            if (rooms.world().time().now().isAfter(until)) {
                tally.unfinished();
                break;
            }
            revive(queue);
            queue.retryNow(delivery -> {
                List<Recipient> meant = which.of(delivery);
                if (!meant.isEmpty()) {
                    tally.add(meant.size());
                }
                return !meant.isEmpty();
            });
        }
    }
}
