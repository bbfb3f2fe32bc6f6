package veredus.engine.admin;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.GroupView;
import veredus.api.policy.Policy;
import veredus.engine.envelope.QueueName;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.shaping.PathState;

/** Queues added up by what they have in common. */
final class GroupAnswers {
    private static final Comparator<Map.Entry<String, Group>> LONGEST_FIRST = Comparator.comparingLong(
                    (Map.Entry<String, Group> group) -> group.getValue().deliveries)
            .reversed()
            .thenComparing(Map.Entry::getKey);

    private final AdminRooms rooms;

    private static final class Group {
        private long queues;
        private long deliveries;
        private long ready;
        private long inFlight;
        private long paused;
        private long longest = -1;
        private String lastStatus = "";
        private final Set<ReadyQueue> paths = new LinkedHashSet<>();

        /** Counts a queue in, with those of its paths that belong to the group. */
        private void add(ScheduledQueue queue, long resting, List<ReadyQueue> through) {
            long queued = queue.queued();
            queues++;
            deliveries += queued;
            inFlight += QueueAnswers.inFlight(queue, resting);
            paused += queue.isPaused() ? 1 : 0;
            if (queued > longest) {
                keepStatus(queue, queued);
            }
            for (ReadyQueue path : through) {
                ready += path.size(queue.name());
                if (isAtWork(path)) {
                    paths.add(path);
                }
            }
        }

        private void keepStatus(ScheduledQueue queue, long queued) {
            String status = queue.lastStatus();
            if (!status.isEmpty()) {
                longest = queued;
                lastStatus = status;
            }
        }

        /** Most paths of many queues are not: they need not be remembered to be counted once. */
        private static boolean isAtWork(ReadyQueue path) {
            return path.gate().open() > 0 || path.gate().state() instanceof PathState.Backoff;
        }

        private GroupView view(String name) {
            return new GroupView(
                    name,
                    queues,
                    deliveries,
                    ready,
                    inFlight,
                    Math.max(0, deliveries - ready - inFlight),
                    paused,
                    paths.stream().mapToLong(path -> path.gate().open()).sum(),
                    paths.stream()
                            .filter(path -> path.gate().state() instanceof PathState.Backoff)
                            .count(),
                    lastStatus);
        }
    }

    GroupAnswers(AdminRooms rooms) {
        this.rooms = rooms;
    }

    /** The groups of queues that have mail or are paused, those with the most deliveries first. */
    GroupPage page(GroupQuery query, Caller caller) {
        String part = query.filter().toLowerCase(Locale.ROOT);
        var groups = new LinkedHashMap<String, Group>();
        Policy policy = rooms.policy().get();
        for (ScheduledQueue queue : rooms.queues().all()) {
            QueueName name = queue.name();
            if (QueueAnswers.isOfInterest(queue)
                    && caller.mayMeet(name.tenant())
                    && QueueAnswers.isNamed(queue, part)
                    && Whereabouts.fits(queue, query.site(), query.vmta(), policy)) {
                add(groups, queue, query, policy);
            }
        }
        var first = new Foremost<>(LONGEST_FIRST, query.limit());
        groups.entrySet().forEach(first::add);
        List<GroupView> views = first.list().stream()
                .map(group -> group.getValue().view(group.getKey()))
                .toList();
        return new GroupPage(views, first.seen());
    }

    private void add(Map<String, Group> groups, ScheduledQueue queue, GroupQuery query, Policy policy) {
        long resting = rooms.spool().resting(queue.name());
        boolean byVmta = query.by() == GroupQuery.By.VMTA;
        for (String common : common(queue, query, policy)) {
            List<ReadyQueue> through = byVmta ? by(common, queue) : queue.fed();
            groups.computeIfAbsent(common, absent -> new Group()).add(queue, resting, through);
        }
    }

    private static List<ReadyQueue> by(String vmta, ScheduledQueue queue) {
        return queue.fed().stream()
                .filter(path -> path.path().vmta().equals(vmta))
                .toList();
    }

    /** The groups to which a queue belongs; one, but for vMTAs. */
    private static List<String> common(ScheduledQueue queue, GroupQuery query, Policy policy) {
        return switch (query.by()) {
            case DOMAIN -> List.of(queue.name().domain().name());
            case TENANT -> List.of(queue.name().tenant());
            case CAMPAIGN -> List.of(queue.name().campaign());
            case POOL -> List.of(queue.name().usedPool());
            case PROVIDER -> List.of(Whereabouts.site(queue));
            case VMTA ->
                Whereabouts.vmtas(queue, policy).stream()
                        .filter(name -> query.vmta().map(name::equals).orElse(true))
                        .toList();
        };
    }
}
