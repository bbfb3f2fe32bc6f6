package veredus.engine.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import veredus.api.admin.ActionPage;
import veredus.api.admin.PendingView;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.StandingAction;
import veredus.api.admin.StandingAction.Kind;
import veredus.api.admin.SwitchView;
import veredus.api.policy.Policy;
import veredus.api.policy.VirtualMta;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.SpoolException;

/** What operators did and what is in force: pauses, backoff mode, what is disabled, mail that is withheld; and what each holds. */
final class ActionAnswers {
    /** Deliveries that are read for one answer; beyond them recipients are counted as one each. */
    static final int READ_BOUND = 10_000;

    private final AdminRooms rooms;
    private final OperatorOrders orders;
    private final Switches switches;
    private final Withholding withholding;

    ActionAnswers(AdminRooms rooms, OperatorOrders orders, Switches switches, Withholding withholding) {
        this.rooms = rooms;
        this.orders = orders;
        this.switches = switches;
        this.withholding = withholding;
    }

    /** As far as the caller may know of it; of a tenant's mail alone where the caller is confined to one. */
    ActionPage page(Caller caller) {
        var found = new Found(caller);
        try {
            for (StandingOrders.Order order : orders.pauses().all()) {
                addStanding(found, Kind.PAUSE, order);
            }
            for (StandingOrders.Order order : orders.backoffs().all()) {
                addStanding(found, Kind.BACKOFF, order);
            }
            if (caller.tenant().isEmpty()) {
                for (Switches.Off off : switches.all()) {
                    addSwitch(found, off);
                }
            }
            for (PendingView order : withholding.pending(caller).pending()) {
                addOrder(found, order);
            }
        } catch (SpoolException unreadable) {
            throw MessageAnswers.unreadable(unreadable);
        }
        return new ActionPage(found.actions.stream()
                .sorted(Comparator.comparing(StandingAction::since).reversed())
                .toList());
    }

    private void addStanding(Found found, Kind kind, StandingOrders.Order order) throws SpoolException {
        List<ScheduledQueue> queues = found.queues(queue -> !queue.name().isWithheld() && order.has(queue.name()));
        Optional<String> tenant = found.caller.tenant();
        boolean known = tenant.isEmpty()
                || tenant.equals(order.scope())
                || tenant.equals(order.filter().tenant())
                || !queues.isEmpty();
        if (known) {
            Tally held = found.count(order.filter(), order.since(), queues);
            found.actions.add(new StandingAction(
                    kind,
                    Optional.empty(),
                    Optional.of(order.filter()),
                    order.by(),
                    order.reason(),
                    order.since(),
                    order.until(),
                    held.deliveries(),
                    held.recipients(),
                    held.isEstimated()));
        }
    }

    private void addSwitch(Found found, Switches.Off off) throws SpoolException {
        SwitchView view = off.view();
        List<ScheduledQueue> queues = found.queues(queue -> !queue.name().isWithheld() && isHeldBy(queue, off));
        Tally held = found.count(QueueFilter.NOTHING, view.since(), queues);
        found.actions.add(new StandingAction(
                off.address() ? Kind.ADDRESS_DISABLED : Kind.VMTA_DISABLED,
                Optional.of(view.name()),
                Optional.empty(),
                view.by(),
                view.reason(),
                view.since(),
                view.until(),
                held.deliveries(),
                held.recipients(),
                held.isEstimated()));
    }

    /** Whether no vMTA of its pool may send, and one of them for the sake of what is {@code off}. */
    private boolean isHeldBy(ScheduledQueue queue, Switches.Off off) {
        Policy inForce = rooms.policy().get();
        List<String> members = Whereabouts.members(queue.name(), inForce);
        boolean sends = inForce.vmtas().stream().anyMatch(vmta -> vmta.enabled() && members.contains(vmta.name()));
        return !sends
                && rooms.policy().written().vmtas().stream()
                        .anyMatch(vmta -> members.contains(vmta.name()) && concerns(off, vmta));
    }

    private static boolean concerns(Switches.Off off, VirtualMta vmta) {
        String name = off.view().name();
        return off.address() ? vmta.addresses().contains(name) : vmta.name().equals(name);
    }

    private void addOrder(Found found, PendingView order) throws SpoolException {
        List<ScheduledQueue> queues = found.queues(
                queue -> queue.name().order().filter(order.id()::equals).isPresent());
        Tally held = found.count(order.filter(), order.since(), queues);
        found.actions.add(new StandingAction(
                kind(order),
                Optional.of(order.id()),
                Optional.of(order.filter()),
                order.by(),
                order.reason(),
                order.since(),
                Optional.of(order.until()),
                held.deliveries(),
                held.recipients(),
                held.isEstimated()));
    }

    private static Kind kind(PendingView order) {
        if (order.undone()) {
            return Kind.UNDO;
        }
        return switch (order.action()) {
            case BOUNCE -> Kind.BOUNCE;
            case DELETE, PAUSE, RESUME, BACKOFF, NORMAL, RETRY -> Kind.DELETE;
        };
    }

    /** One answer in the making. Used by one thread. */
    private final class Found {
        private final Caller caller;
        private final List<StandingAction> actions = new ArrayList<>();
        private final List<ScheduledQueue> filled;
        private long mayRead = READ_BOUND;

        Found(Caller caller) {
            this.caller = caller;
            this.filled = rooms.queues().all().stream()
                    .filter(queue -> queue.queued() > 0)
                    .filter(queue -> caller.mayMeet(queue.name().tenant()))
                    .toList();
        }

        List<ScheduledQueue> queues(Predicate<ScheduledQueue> which) {
            return filled.stream().filter(which).toList();
        }

        Tally count(QueueFilter filter, Instant since, List<ScheduledQueue> queues) throws SpoolException {
            var tally = new Tally(rooms, mayRead);
            tally.count(Selection.ofAny(filter, since), queues);
            mayRead -= Math.min(mayRead, tally.read());
            return tally;
        }
    }
}
