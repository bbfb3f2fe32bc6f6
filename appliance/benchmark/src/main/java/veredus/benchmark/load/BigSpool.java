package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import veredus.simulator.peer.Letter;

/**
 * A large spool of deferred mail: how much memory it takes, how soon an engine accepts again after an orderly stop and
 * after a kill, and how long its index takes to be rebuilt. All mail goes to sites that put every recipient off.
 */
final class BigSpool {
    private static final double MEGABYTE = 1e6;
    private static final double PROMISED_START_SECONDS = 2;
    private static final long TEN_MILLION = 10_000_000;

    private final Path directory;
    private final int messages;
    private final int connections;
    private final int sizeBytes;
    private final int patience;
    private final String heap;
    private final PeerGroup group;
    private final Figures figures;

    BigSpool(Path directory, Settings settings) {
        this.directory = directory;
        this.messages = settings.number("messages", 1_000_000);
        this.connections = settings.number("connections", 50);
        this.sizeBytes = settings.number("size", 512);
        this.patience = settings.number("patience", 600);
        this.heap = settings.text("heap", "1g");
        int domains = settings.number("domains", 100);
        var habit = PeerGroup.Habit.valueOf(settings.text("habit", "DEFER"));
        settings.allKnown();
        this.group = new PeerGroup("full", domains, domains, 8, habit);
        this.figures = new Figures("big-spool", settings);
    }

    Figures run() throws IOException, InterruptedException {
        try (var site = new Site(directory, List.of(List.of(group)), List.of("-Xmx256m"))) {
            var policy = site.policy()
                    .with("retry.toml", "[[retry]]")
                    .with("retry.toml", "domain = \"*\"")
                    .with("retry.toml", "intervals = [\"4h\"]");
            Child first = site.engine("engine", policy, heap);
            long queued = fill(site, first);
            first.close();
            restart("after-stop", site, policy, queued, true);
            restart("after-kill", site, policy, queued, false);
        }
        Scratch.delete(directory.resolve("engine"));
        return figures;
    }

    private long fill(Site site, Child engine) throws IOException, InterruptedException {
        var watch = new Stopwatch();
        Sending sending = Sending.start(
                site.smtp(),
                connections,
                messages,
                0,
                sizeBytes,
                0,
                number -> new Letter(
                        "news@sender.example", List.of("u" + number + "@" + group.domain(number)), List.of()));
        watch.await(patience, () -> {
            figures.at("accepted", sending.accepted(), messages);
            return sending.accepted() >= messages;
        });
        long accepted = sending.stop().accepted();
        figures.put("fill-s", watch.seconds());
        figures.put("fill-per-s", accepted / watch.seconds());
        boolean resting = watch.await(patience, () -> engine.ask("stats").getOrDefault("active", 0L) == 0);
        figures.put("until-all-rest-s", watch.seconds());
        if (!resting) {
            figures.miss("some mail was still active after " + patience + " s");
        }
        memory("full", engine);
        long queued = engine.ask("stats").getOrDefault("queued", 0L);
        figures.atLeast("queued", queued, accepted);
        return queued;
    }

    /** Measures a start, then ends the engine: as a power cut would when {@code killed}. */
    private void restart(String name, Site site, LoadPolicy policy, long queued, boolean killed)
            throws IOException, InterruptedException {
        var first = new FirstMail(site.smtp(), "first@" + group.domain(0));
        Child engine = site.engine("engine", policy, heap);
        double started = engine.greeting().getOrDefault("startNanos", 0L) / 1e9;
        var watch = new Stopwatch();
        figures.atMost(name + "-takes-mail-s", first.seconds(patience), PROMISED_START_SECONDS);
        boolean rebuilt = watch.await(patience, () -> engine.ask("stats").getOrDefault("rebuilt", 0L) == 1);
        double rebuildSeconds = watch.seconds() + started;
        figures.put(name + "-index-s", rebuildSeconds);
        figures.put(name + "-index-s-for-10m", rebuildSeconds * TEN_MILLION / Math.max(1, queued));
        if (!rebuilt) {
            figures.miss(name + ": the index was not complete after " + patience + " s");
        }
        boolean all = watch.await(patience, () -> engine.ask("stats").getOrDefault("queued", 0L) >= queued);
        if (!all) {
            long found = engine.ask("stats").getOrDefault("queued", 0L);
            figures.miss(name + ": " + found + " of " + queued + " are queued");
        }
        memory(name, engine);
        if (killed) {
            engine.kill();
        } else {
            engine.close();
        }
    }

    private void memory(String name, Child engine) throws IOException {
        Map<String, Long> stats = engine.ask("stats");
        figures.put(name + "-heap-peak-mb", stats.getOrDefault("heapPeak", 0L) / MEGABYTE);
        figures.put(name + "-heap-live-mb", engine.ask("gc").getOrDefault("heap", 0L) / MEGABYTE);
        figures.put(name + "-rss-peak-mb", engine.residentPeakBytes() / MEGABYTE);
    }
}
