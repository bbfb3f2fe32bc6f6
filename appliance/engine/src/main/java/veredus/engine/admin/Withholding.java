package veredus.engine.admin;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.PendingPage;
import veredus.api.admin.PendingView;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.UndoRequest;
import veredus.engine.admin.PendingEndings.Order;
import veredus.engine.envelope.QueueName;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.settlement.Ending;
import veredus.engine.spool.SpoolException;

/**
 * Ends mail, at once or after a time in which it is withheld and can be brought back. What is withheld waits in queues
 * from which nothing is sent, so whatever a crash or a lost file leaves behind is still there, and can be brought back.
 */
final class Withholding {
    /** When an order that is lost is carried out. */
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final AdminRooms rooms;
    private final PendingEndings pending;
    private final Endings endings;
    private final Moving moving;
    /** One action at a time, whoever has it done. */
    private final Semaphore turn;

    Withholding(AdminRooms rooms, PendingEndings pending, Moving moving, Semaphore turn) {
        this.rooms = rooms;
        this.pending = pending;
        this.endings = new Endings(rooms);
        this.moving = moving;
        this.turn = turn;
    }

    void requireRecovered() {
        if (rooms.queues().isRecovering()) {
            throw new AdminRefusal(
                    503, "the spool is still being read", "try again when the engine's log says that it has been");
        }
    }

    private Instant end() {
        return rooms.world().time().now().plus(QueueActions.WORK_LIMIT);
    }

    /** Ends at once what waits; the caller has the turn. */
    void end(
            QueueAction action, Selection which, List<ScheduledQueue> queues, Caller caller, String reason, Tally tally)
            throws SpoolException {
        boolean bounce = action == QueueAction.BOUNCE;
        endings.end(
                which,
                queues,
                bounce ? Ending.BOUNCED : Ending.DELETED,
                (bounce ? "bounced by " : "deleted by ") + caller.name() + ": " + reason,
                end(),
                tally);
    }

    /**
     * Withholds what is to be ended. The order is durable before the first delivery is withheld; what a crash leaves
     * where it was goes its usual way.
     */
    ActionReply withhold(
            QueueAction action, ActionRequest request, Selection which, List<ScheduledQueue> queues, Caller caller)
            throws IOException, SpoolException {
        Instant now = rooms.world().time().now();
        Instant until = now.plus(request.undoWithin().orElseThrow());
        var order = new Order(
                rooms.spool().newId().toString(),
                action,
                request.filter(),
                caller.name(),
                request.reason().orElse(""),
                now,
                until,
                caller.tenant(),
                false);
        pending.add(order);
        var tally = new Tally(rooms);
        moving.move(which, queues, queue -> queue.withheld(order.id()), end(), tally);
        String what = "withhold, to " + action.name().toLowerCase(Locale.ROOT) + " at " + until + ",";
        if (tally.deliveries() == 0) {
            pending.remove(order);
            return tally.reply(true, what, queues, "", Optional.empty());
        }
        return tally.reply(
                true, what, queues, "undo it with " + order.id(), Optional.of(new Tally.Undo(order.id(), until)));
    }

    /** What may still be undone, as far as the caller may know of it. */
    PendingPage pending(Caller caller) {
        SortedMap<String, Long> amounts = amounts();
        return new PendingPage(Stream.concat(pending.all().stream(), lost(amounts.keySet()).stream())
                .filter(order -> order.isOpenTo(caller))
                .map(order -> new PendingView(
                        order.id(),
                        order.action(),
                        order.filter(),
                        order.by(),
                        order.reason(),
                        order.since(),
                        order.until(),
                        amounts.getOrDefault(order.id(), 0L),
                        order.undone()))
                .toList());
    }

    /** Brings back what an order withholds. */
    ActionReply undo(UndoRequest request, Caller caller) throws IOException {
        Reasons.required(request.reason());
        requireRecovered();
        Order order = pending.find(request.id())
                .or(() -> lost(amounts().keySet()).stream()
                        .filter(found -> found.id().equals(request.id()))
                        .findFirst())
                .filter(found -> found.isOpenTo(caller))
                .orElseThrow(() -> AdminRefusal.notFound(
                        "order", "its time is over, it has been undone, or it never was; see what is pending"));
        turn.acquireUninterruptibly();
        try {
            if (!order.undone() && order.isTime(rooms.world().time().now())) {
                throw AdminRefusal.conflict("it is too late", "its time was over at " + order.until());
            }
            pending.takeBack(order);
            List<ScheduledQueue> queues = withheld(order);
            var tally = new Tally(rooms);
            moving.move(everything(), queues, QueueName::released, end(), tally);
            return tally.reply(true, "bring back", queues, "", Optional.empty());
        } catch (SpoolException unreadable) {
            throw MessageAnswers.unreadable(unreadable);
        } finally {
            turn.release();
        }
    }

    /**
     * Carries out an order whose time has come, or goes on taking it back; does the same again until nothing is withheld.
     * Recipients of a withheld delivery that were not meant go back.
     */
    boolean execute(Order order) throws IOException {
        if (rooms.queues().isRecovering()) {
            return false;
        }
        turn.acquireUninterruptibly();
        try {
            List<ScheduledQueue> queues = withheld(order);
            if (queues.isEmpty()) {
                return true;
            }
            var tally = new Tally(rooms);
            if (!order.undone()) {
                Selection which = Selection.ofAny(order.filter(), order.since());
                end(order.action(), which, queues, order.caller(), order.reason(), tally);
            }
            if (order.undone() || tally.deliveries() == 0) {
                moving.move(everything(), queues, QueueName::released, end(), tally);
            }
            return false;
        } catch (SpoolException failed) {
            throw new IOException(failed);
        } finally {
            turn.release();
        }
    }

    /** How much is withheld under each order, as the queues say. */
    private SortedMap<String, Long> amounts() {
        var amounts = new TreeMap<String, Long>();
        for (ScheduledQueue queue : rooms.queues().all()) {
            queue.name()
                    .order()
                    .filter(order -> queue.queued() > 0)
                    .ifPresent(order -> amounts.merge(order, queue.queued(), Long::sum));
        }
        return amounts;
    }

    /** Orders of which the spool alone knows; they are only ever undone. */
    private List<Order> lost(Set<String> known) {
        return known.stream()
                .filter(id -> pending.find(id).isEmpty())
                .map(id -> new Order(
                        id,
                        QueueAction.DELETE,
                        QueueFilter.NOTHING,
                        "?",
                        "the order is lost: undo it",
                        Instant.EPOCH,
                        NEVER,
                        Optional.empty(),
                        false))
                .toList();
    }

    private Selection everything() {
        return Selection.ofAny(QueueFilter.NOTHING, rooms.world().time().now());
    }

    /** The queues with mail that the order withholds. */
    private List<ScheduledQueue> withheld(Order order) {
        return rooms.queues().all().stream()
                .filter(queue -> queue.name().order().filter(order.id()::equals).isPresent())
                .filter(queue -> queue.queued() > 0)
                .toList();
    }
}
