package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Sent;

/** One message for a great many recipients at several domains arrives at every one of them, once. */
final class ManyRecipients {
    private static final double MEGABYTE = 1e6;
    private static final double PATIENCE_SECONDS = 120;

    private final Path directory;
    private final int recipients;
    private final int sizeBytes;
    private final String heap;
    private final PeerGroup group;
    private final Figures figures;

    ManyRecipients(Path directory, Settings settings) {
        this.directory = directory;
        this.recipients = settings.number("recipients", 10_000);
        this.sizeBytes = settings.number("size", 102_400);
        this.heap = settings.text("heap", "128m");
        int domains = settings.number("domains", 7);
        settings.allKnown();
        this.group = PeerGroup.take("many", domains, domains, 3);
        this.figures = new Figures("many-recipients", settings);
    }

    Figures run() throws IOException, InterruptedException {
        try (var site = new Site(directory, List.of(List.of(group)), List.of("-Xmx256m"))) {
            var policy = site.policy().with("listeners.toml", "max-recipients = " + recipients);
            try (Child engine = site.engine("engine", policy, heap)) {
                measure(site, engine);
            }
        }
        return figures;
    }

    private void measure(Site site, Child engine) throws IOException, InterruptedException {
        var to = new ArrayList<String>(recipients);
        for (int i = 0; i < recipients; i++) {
            to.add("u" + i + "@" + group.domain(i));
        }
        var letter = new Letter("news@sender.example", to, List.of());
        double before = engine.ask("gc").getOrDefault("heap", 0L) / MEGABYTE;
        var watch = new Stopwatch();
        Sent sent = Sending.start(site.smtp(), 1, 1, 0, sizeBytes, 0, number -> letter)
                .await();
        figures.put("accept-s", watch.seconds());
        figures.atLeast("accepted", sent.accepted(), 1);
        boolean all = watch.await(PATIENCE_SECONDS, () -> site.peers("many.recipients") >= recipients);
        figures.put("delivered-s", watch.seconds());
        if (!all) {
            figures.miss("recipients are missing after " + PATIENCE_SECONDS + " s");
        }
        boolean settled =
                watch.await(PATIENCE_SECONDS, () -> engine.ask("stats").getOrDefault("delivered", 0L) >= recipients);
        Map<String, Long> stats = engine.ask("stats");
        if (!settled || stats.getOrDefault("queued", 0L) > 0) {
            figures.miss("something is still queued: " + stats);
        }
        figures.atLeast("recipients-at-sites", site.peers("many.recipients"), recipients);
        figures.atMost("recipients-at-sites-most", site.peers("many.recipients"), recipients);
        figures.put("transactions", site.peers("many.messages"));
        figures.put("heap-before-mb", before);
        figures.put("heap-peak-mb", stats.getOrDefault("heapPeak", 0L) / MEGABYTE);
        figures.put("rss-peak-mb", engine.residentPeakBytes() / MEGABYTE);
    }
}
