package veredus.engine.admin;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import veredus.api.admin.SiteCounts;
import veredus.api.admin.SitePage;
import veredus.api.admin.SiteQuery;
import veredus.api.admin.SiteView;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.settlement.SiteTraffic;
import veredus.engine.shaping.PathState;

/** Receiving sites: what waits for each, over how many connections, and how it has answered lately. */
final class SiteAnswers {
    private final AdminRooms rooms;

    SiteAnswers(AdminRooms rooms) {
        this.rooms = rooms;
    }

    /** What is known of one site, added up. */
    private static final class Site {
        private long ready;
        private long scheduled;
        private long connections;
        private long connectionLimit;
        private long backoff;
        private SiteCounts minute = SiteCounts.NONE;
        private SiteCounts quarter = SiteCounts.NONE;
        private SiteCounts hour = SiteCounts.NONE;
        private Optional<SiteTraffic.LastError> lastError = Optional.empty();

        void add(ReadyQueue path) {
            ready += path.size();
            connections += path.gate().open();
            connectionLimit += path.gate().limits().maxConnections();
            backoff += path.gate().state() instanceof PathState.Backoff ? 1 : 0;
        }

        void add(ScheduledQueue queue, long resting) {
            scheduled += resting + queue.unresolved();
        }

        void add(SiteTraffic.Seen seen) {
            minute = minute.plus(seen.minute());
            quarter = quarter.plus(seen.quarter());
            hour = hour.plus(seen.hour());
            boolean later = seen.lastError()
                    .filter(error -> lastError.isEmpty()
                            || error.when().isAfter(lastError.get().when()))
                    .isPresent();
            if (later) {
                lastError = seen.lastError();
            }
        }

        SiteView view(String name) {
            return new SiteView(
                    name,
                    ready,
                    scheduled,
                    connections,
                    connectionLimit,
                    backoff,
                    minute,
                    quarter,
                    hour,
                    lastError.map(SiteTraffic.LastError::text).orElse(""),
                    lastError.map(SiteTraffic.LastError::when));
        }
    }

    SitePage page(SiteQuery query) {
        Instant now = rooms.world().time().now();
        SiteTraffic traffic = rooms.settlement().counters().sites();
        var first = new Foremost<>(order(query.sort()), query.limit());
        sites(traffic, query.vmta(), now).entrySet().stream()
                .filter(site -> site.getKey()
                        .toLowerCase(Locale.ROOT)
                        .contains(query.site().toLowerCase(Locale.ROOT)))
                .map(site -> site.getValue().view(site.getKey()))
                .forEach(first::add);
        return new SitePage(first.list(), first.seen(), traffic.others(now));
    }

    private Map<String, Site> sites(SiteTraffic traffic, Optional<String> vmta, Instant now) {
        var sites = new TreeMap<String, Site>();
        for (ReadyQueue path : rooms.readyQueues().all()) {
            if (isOf(path.path().vmta(), vmta)) {
                site(sites, path.path().site().name()).add(path);
            }
        }
        for (ScheduledQueue queue : rooms.queues().all()) {
            if (QueueAnswers.isOfInterest(queue)
                    && !queue.name().isWithheld()
                    && Whereabouts.fits(
                            queue, Optional.empty(), vmta, rooms.policy().get())) {
                site(sites, Whereabouts.site(queue)).add(queue, rooms.spool().resting(queue.name()));
            }
        }
        for (SiteTraffic.Seen seen : traffic.seen(now)) {
            if (isOf(seen.vmta(), vmta)) {
                site(sites, seen.site()).add(seen);
            }
        }
        return sites;
    }

    private static boolean isOf(String name, Optional<String> vmta) {
        return vmta.isEmpty() || vmta.get().equals(name);
    }

    private static Site site(Map<String, Site> sites, String name) {
        return sites.computeIfAbsent(name, absent -> new Site());
    }

    private static Comparator<SiteView> order(SiteQuery.Sort sort) {
        return switch (sort) {
            case NAME -> Comparator.comparing(SiteView::site);
            case QUEUED -> most(site -> site.ready() + site.scheduled());
            case DELIVERED -> most(site -> site.hour().delivered());
            case DEFERRED -> most(site -> site.hour().deferred());
            case BOUNCED -> most(site -> site.hour().bounced());
        };
    }

    private static Comparator<SiteView> most(ToLongFunction<SiteView> of) {
        return Comparator.comparingLong(of).reversed().thenComparing(SiteView::site);
    }
}
