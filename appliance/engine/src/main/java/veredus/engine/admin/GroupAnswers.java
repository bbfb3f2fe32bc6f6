package veredus.engine.admin;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.GroupView;
import veredus.engine.envelope.QueueName;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.shaping.PathState;
import veredus.engine.spool.QueueAtRest;

/** Queues added up by what they have in common. */
final class GroupAnswers {
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

        private void add(ScheduledQueue queue, QueueAtRest resting) {
            long queued = queue.queued();
            queues++;
            deliveries += queued;
            ready += queue.ready();
            inFlight += QueueAnswers.inFlight(queue, resting);
            paused += queue.isPaused() ? 1 : 0;
            String status = queue.lastStatus();
            if (queued > longest && !status.isEmpty()) {
                longest = queued;
                lastStatus = status;
            }
            paths.addAll(queue.fed());
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
        var groups = new TreeMap<String, Group>();
        for (ScheduledQueue queue : rooms.queues().all()) {
            QueueName name = queue.name();
            if (QueueAnswers.isOfInterest(queue)
                    && caller.mayMeet(name.tenant())
                    && name.toString().toLowerCase(Locale.ROOT).contains(part)) {
                QueueAtRest resting =
                        rooms.spool().atRest(name, rooms.world().time().now(), 1);
                groups.computeIfAbsent(common(queue, query.by()), absent -> new Group())
                        .add(queue, resting);
            }
        }
        List<GroupView> views = groups.entrySet().stream()
                .map(group -> group.getValue().view(group.getKey()))
                .sorted(Comparator.comparingLong(GroupView::deliveries)
                        .reversed()
                        .thenComparing(GroupView::name))
                .toList();
        return new GroupPage(views.stream().limit(query.limit()).toList(), views.size());
    }

    private static String common(ScheduledQueue queue, GroupQuery.By by) {
        return switch (by) {
            case DOMAIN -> queue.name().domain().name();
            case TENANT -> queue.name().tenant();
            case CAMPAIGN -> queue.name().campaign();
            case POOL -> queue.name().usedPool();
            case PROVIDER -> QueueAnswers.site(queue);
        };
    }
}
