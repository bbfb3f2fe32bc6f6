package veredus.engine.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.QueueOutlook;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyDiff;
import veredus.api.policy.PolicyReading;
import veredus.engine.explain.Comparison;
import veredus.engine.policy.PolicyChanges.Candidate;
import veredus.engine.queue.ScheduledQueue;

/** Says what a candidate would change. Made for one answer; blocks for the DNS. */
final class PolicyOutlook {
    /** Queues that are not reached in this time are left out. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final AdminRooms rooms;
    private final Candidate found;
    private final boolean withQueues;

    PolicyOutlook(AdminRooms rooms, Candidate found, boolean withQueues) {
        this.rooms = rooms;
        this.found = found;
        this.withQueues = withQueues;
    }

    PolicyComparison comparison() {
        return switch (found.candidate().reading()) {
            case PolicyReading.Refused(var problems) -> PolicyComparison.refused(problems);
            case PolicyReading.Accepted(var next, var warnings) -> {
                List<PolicyDiff.Change> changes = PolicyDiff.between(
                        inForce(),
                        found.inForce().origins(),
                        next,
                        found.candidate().origins());
                yield queues(new PolicyComparison(true, warnings, found.notes(), changes, List.of(), 0, 0, 0));
            }
        };
    }

    /** It was accepted once; only what it names and what has gone since can make it unreadable. */
    private Policy inForce() {
        return switch (found.inForce().reading()) {
            case PolicyReading.Accepted(var policy, var warnings) -> policy;
            case PolicyReading.Refused(var problems) ->
                throw AdminRefusal.conflict(
                        "what is in force cannot be read again",
                        problems.getFirst().toString());
        };
    }

    /** Adds the queues; without a change of the configuration none is looked at. */
    private PolicyComparison queues(PolicyComparison without) {
        if (without.changes().isEmpty() || !withQueues) {
            return without;
        }
        var comparison = new Comparison(found.inForce(), found.candidate(), rooms.world());
        Instant end = rooms.world().time().now().plus(LONGEST);
        List<ScheduledQueue> withMail = rooms.queues().all().stream()
                .filter(queue -> queue.queued() > 0)
                .sorted(Comparator.comparingLong(ScheduledQueue::queued).reversed())
                .toList();
        var outlooks = new ArrayList<QueueOutlook>();
        int compared = 0;
        for (ScheduledQueue queue : withMail) {
            if (rooms.world().time().now().isAfter(end)) {
                break;
            }
            comparison.outlook(queue.name(), queue.queued()).ifPresent(outlooks::add);
            compared++;
        }
        List<QueueOutlook> worst = outlooks.stream()
                .sorted(Comparator.comparing(QueueOutlook::stranded)
                        .thenComparingLong(QueueOutlook::deliveries)
                        .reversed())
                .limit(PolicyComparison.MOST_QUEUES)
                .toList();
        long stranded = outlooks.stream()
                .filter(QueueOutlook::stranded)
                .mapToLong(QueueOutlook::deliveries)
                .sum();
        return new PolicyComparison(
                true,
                without.problems(),
                without.notes(),
                without.changes(),
                worst,
                outlooks.size(),
                stranded,
                withMail.size() - compared);
    }
}
