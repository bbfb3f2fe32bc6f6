package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import veredus.simulator.peer.Letter;

/**
 * One engine holds many connections to sites that hang, within a stated resident size. Each of the sites gets as many
 * messages as connections it may have; half of them hang after the greeting, half instead of the reply to DATA.
 */
final class OutboundConnections {
    private static final int PER_SITE = 60;
    /** Not all of the bound is for sites that hang ({@code ConnectionBudget}). */
    private static final int SPARE = 2;

    private static final double MEGABYTE = 1e6;

    private final Path directory;
    private final int wanted;
    private final int peers;
    private final int patience;
    private final int limitMegabytes;
    private final String heap;
    private final Figures figures;

    OutboundConnections(Path directory, Settings settings) {
        this.directory = directory;
        this.wanted = settings.number("connections", 18_000);
        this.peers = settings.number("peers", 2);
        this.patience = settings.number("patience", 180);
        this.limitMegabytes = settings.number("limit-mb", 600);
        this.heap = settings.text("heap", "512m");
        settings.allKnown();
        this.figures = new Figures("outbound-connections", settings);
    }

    Figures run() throws IOException, InterruptedException {
        int sites = (wanted + PER_SITE - 1) / PER_SITE;
        int each = Math.max(1, sites / peers);
        var groups = new ArrayList<List<PeerGroup>>();
        var all = new ArrayList<PeerGroup>();
        for (int i = 0; i < peers; i++) {
            var habit = i % 2 == 0 ? PeerGroup.Habit.HANG_AFTER_GREETING : PeerGroup.Habit.HANG_IN_DATA;
            var group = new PeerGroup("hang" + i, each, each, 110 + i, habit);
            groups.add(List.of(group));
            all.add(group);
        }
        try (var site = new Site(directory, groups, List.of("-Xmx1500m"))) {
            var policy = site.policy()
                    .with("server.toml", "max-outbound-connections = " + SPARE * wanted)
                    .with("shaping.d/50-load.toml", "[[path]]")
                    .with("shaping.d/50-load.toml", "max-connections = " + PER_SITE)
                    .with("shaping.d/50-load.toml", "connection-ramp = " + PER_SITE);
            Child engine = site.engine("engine", policy, heap);
            measure(site, engine, all);
            engine.kill();
        }
        return figures;
    }

    private void measure(Site site, Child engine, List<PeerGroup> groups) throws IOException, InterruptedException {
        figures.put("rss-idle-mb", engine.residentBytes() / MEGABYTE);
        var watch = new Stopwatch();
        long messages = wanted + wanted / 20;
        Sending sending = Sending.start(site.smtp(), 20, messages, 0, 1024, 0, number -> letter(groups, number));
        boolean opened = watch.await(patience, () -> {
            long now = connected(site);
            figures.at("connected", now, wanted);
            return now >= wanted;
        });
        figures.put("seconds-to-open", watch.seconds());
        Map<String, Long> stats = engine.ask("stats");
        figures.atLeast("connections-at-peers", connected(site), wanted);
        figures.atLeast("connections-in-engine", stats.getOrDefault("open", 0L), wanted);
        figures.put("messages-accepted", sending.accepted());
        sending.stop();
        figures.put("heap-used-mb", stats.getOrDefault("heap", 0L) / MEGABYTE);
        figures.put("heap-live-mb", engine.ask("gc").getOrDefault("heap", 0L) / MEGABYTE);
        figures.put("cpu-s", engine.cpu().toMillis() / 1e3);
        figures.atMost("rss-peak-mb", engine.residentPeakBytes() / MEGABYTE, limitMegabytes);
        if (!opened) {
            figures.miss("not all connections were open after " + patience + " s");
        }
    }

    private static long connected(Site site) throws IOException {
        return site.peers().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(".connections"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Letter letter(List<PeerGroup> groups, long number) {
        PeerGroup group = groups.get((int) (number % groups.size()));
        return new Letter(
                "news@sender.example", List.of("u" + number + "@" + group.domain(number / groups.size())), List.of());
    }
}
