package veredus.engine.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import veredus.api.admin.QueueView;
import veredus.engine.egress.Resolution;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.shaping.PathState;

/** Says why a queue does not move faster, the strongest reason first. */
final class QueueReasons {
    private final AdminRooms rooms;
    private final ScheduledQueue queue;
    private final QueueView view;
    private final Optional<Pauses.Pause> pause;
    private final Instant now;
    private final List<String> reasons = new ArrayList<>();

    QueueReasons(AdminRooms rooms, ScheduledQueue queue, QueueView view, Optional<Pauses.Pause> pause, Instant now) {
        this.rooms = rooms;
        this.queue = queue;
        this.view = view;
        this.pause = pause;
        this.now = now;
    }

    List<String> list() {
        pauseHolds();
        settlementHolds();
        noRoute();
        queue.fed().forEach(this::pathHolds);
        if (rooms.readyQueues().connectionsAreShort()) {
            reasons.add(rooms.readyQueues().openConnections() + " connections are open of the "
                    + rooms.policy().get().server().maxOutboundConnections()
                    + " that server.max-outbound-connections allows; any left are kept for sites that serve");
        }
        resting();
        if (reasons.isEmpty()) {
            reasons.add(view.deliveries() == 0 ? "it is empty" : "nothing holds it up: what is ready is being sent");
        }
        return reasons;
    }

    private void pauseHolds() {
        if (queue.name().isWithheld()) {
            reasons.add("withheld by the order " + queue.name().order().orElse("") + ", which can be undone");
            return;
        }
        if (queue.isPaused()) {
            reasons.add(pause.map(held -> "paused by " + held.by() + " at " + held.since() + ": " + held.reason()
                            + held.until()
                                    .map(until -> " (until " + until + ")")
                                    .orElse(""))
                    .orElse("paused"));
        }
    }

    private void settlementHolds() {
        rooms.settlement().problem().ifPresent(problem -> reasons.add("results cannot be written: " + problem));
    }

    private void noRoute() {
        if (queue.resolution().orElse(null) instanceof Resolution.Nowhere nowhere) {
            reasons.add("its domain leads nowhere: " + nowhere.outcome().detail());
        } else if (queue.unresolved() > 0) {
            reasons.add("its domain is being resolved");
        }
    }

    private void pathHolds(ReadyQueue ready) {
        String path =
                "path " + ready.path().vmta() + " to " + ready.path().site().name();
        if (ready.gate().state() instanceof PathState.Backoff(var until, var failures, var cause)) {
            reasons.add(path + " rests until " + until + " after " + failures + " failures in a row: " + cause);
            return;
        }
        if (ready.size(queue.name()) == 0) {
            return;
        }
        int most = ready.gate().limits().maxConnections();
        if (ready.gate().open() >= most) {
            reasons.add(path + " has all " + most + " connections open that its limits allow");
        }
        Duration wait = Duration.ofNanos(ready.gate().rateWaitNanos());
        if (wait.isPositive()) {
            reasons.add(path + " waits " + wait.toMillis() + " ms for its rate limit");
        }
    }

    private void resting() {
        if (view.due() > 0 && !queue.isPaused()) {
            reasons.add(view.due() + " deliveries are due and wait for room in the ready queue (" + queue.lastReason()
                    + ")");
        }
        view.earliestDue()
                .filter(due -> due.isAfter(now))
                .ifPresent(due -> reasons.add("what rests waits for its next attempt, the first at " + due + " ("
                        + queue.lastReason() + ")" + (queue.lastStatus().isEmpty() ? "" : ": " + queue.lastStatus())));
    }
}
