package veredus.engine.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import veredus.api.admin.EngineStatus;
import veredus.engine.queue.ScheduledQueues;
import veredus.engine.settlement.DeliveryCounters;
import veredus.engine.spool.Admission;

/** The engine at a glance, and its health. */
final class StatusAnswers {
    private final AdminRooms rooms;
    private final PolicyAnswers policy;

    StatusAnswers(AdminRooms rooms, PolicyAnswers policy) {
        this.rooms = rooms;
        this.policy = policy;
    }

    EngineStatus status() {
        DeliveryCounters counters = rooms.settlement().counters();
        ScheduledQueues.Totals totals = rooms.queues().totals();
        return new EngineStatus(
                rooms.version(),
                rooms.hostName(),
                rooms.started(),
                Duration.between(rooms.started(), rooms.world().time().now()).toSeconds(),
                rooms.reception().acceptedMessages(),
                counters.delivered(),
                counters.deferred(),
                counters.bounced() + counters.expired() + counters.ended(),
                totals.queued(),
                totals.filled(),
                totals.slowed(),
                rooms.inboundSessions().getAsInt(),
                rooms.readyQueues().openConnections(),
                rooms.bodyMemory().usedBytes(),
                rooms.bodyMemory().boundBytes(),
                rooms.spool().freeBytes(),
                policy.loaded(),
                policy.state(),
                admission());
    }

    private EngineStatus.Admission admission() {
        if (!rooms.listening().getAsBoolean()) {
            return EngineStatus.Admission.STOPPING;
        }
        return switch (rooms.spool().admission()) {
            case OPEN -> EngineStatus.Admission.OPEN;
            case SOFT_LIMIT -> EngineStatus.Admission.SOFT_LIMIT;
            case HARD_LIMIT -> EngineStatus.Admission.HARD_LIMIT;
        };
    }

    /** {@code GET /livez}: it answers, so it lives. */
    static Answer live() {
        return Answer.text(200, "text/plain", "live\n");
    }

    /** {@code GET /readyz}: whether mail is taken; what is in the way is for the log and for those with a token. */
    Answer ready() {
        List<String> obstacles = obstacles();
        return obstacles.isEmpty()
                ? Answer.text(200, "text/plain", "ready\n")
                : Answer.text(503, "text/plain", String.join("\n", obstacles) + "\n");
    }

    /** Why mail is not taken; empty where it is. */
    List<String> obstacles() {
        var obstacles = new ArrayList<String>();
        if (!rooms.listening().getAsBoolean()) {
            obstacles.add("the listeners are closed");
        }
        if (rooms.spool().admission() != Admission.OPEN) {
            obstacles.add("the spool takes no new mail");
        }
        if (rooms.spool().rebuildFailure().isPresent() || rooms.spool().unreadSegments() > 0) {
            obstacles.add("what the last run has left could not be read; see the log");
        }
        if (rooms.settlement().problem().isPresent()) {
            obstacles.add("settlement is held up; see the log");
        }
        return obstacles;
    }
}
