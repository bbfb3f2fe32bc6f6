package veredus.engine.admin;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import veredus.api.admin.SiteCounts;
import veredus.engine.settlement.SiteTraffic;

/** What came of recipients within the last minute, by receiving site. Its owner sees that one thread at a time is here. */
final class SiteMetrics {
    /** Sites that have a label of their own: those that answered for the most. The rest is one. */
    static final int MOST_SITES = 50;

    private static final String OTHERS = "other";

    private final AdminRooms rooms;
    private final MultiGauge recipients;

    SiteMetrics(AdminRooms rooms, MeterRegistry registry) {
        this.rooms = rooms;
        this.recipients = MultiGauge.builder("veredus.site.minute.recipients")
                .description("Recipients that a site has answered for within the last minute")
                .register(registry);
    }

    /** Takes the numbers of this moment. */
    void read() {
        Instant now = rooms.world().time().now();
        SiteTraffic traffic = rooms.settlement().counters().sites();
        var bySite = new TreeMap<String, SiteCounts>();
        for (SiteTraffic.Seen seen : traffic.seen(now)) {
            bySite.merge(seen.site(), seen.minute(), SiteCounts::plus);
        }
        List<Map.Entry<String, SiteCounts>> most = bySite.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, SiteCounts>>comparingLong(site -> all(site.getValue()))
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .toList();
        var shown = new TreeMap<String, SiteCounts>();
        shown.put(OTHERS, traffic.othersOfMinute(now));
        for (int i = 0; i < most.size(); i++) {
            String name = i < MOST_SITES ? most.get(i).getKey() : OTHERS;
            shown.merge(name, most.get(i).getValue(), SiteCounts::plus);
        }
        var rows = new ArrayList<MultiGauge.Row<?>>();
        shown.forEach((site, counts) -> add(rows, site, counts));
        recipients.register(rows, true);
    }

    private static long all(SiteCounts counts) {
        return counts.delivered() + counts.deferred() + counts.bounced();
    }

    private static void add(List<MultiGauge.Row<?>> rows, String site, SiteCounts counts) {
        rows.add(row(site, "delivered", counts.delivered()));
        rows.add(row(site, "deferred", counts.deferred()));
        rows.add(row(site, "bounced", counts.bounced()));
    }

    private static MultiGauge.Row<?> row(String site, String outcome, long count) {
        return MultiGauge.Row.of(Tags.of("site", site, "outcome", outcome), count);
    }
}
