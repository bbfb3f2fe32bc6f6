package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import veredus.simulator.peer.Letter;

/**
 * The cost of a message does not grow with the number of queues. The same number of messages goes to few domains and to
 * many; each domain is a queue, a site and a path of its own. Each engine first warms up with mail to the few; then the
 * first message of each domain makes the queue and looks its domain up; the lot after that is compared.
 */
final class ManyQueues {
    private static final double MEGABYTE = 1e6;

    private final Path directory;
    private final int many;
    private final int few;
    private final int messages;
    private final int warmUp;
    private final int patience;
    private final double promise;
    private final String heap;
    private final Figures figures;

    ManyQueues(Path directory, Settings settings) {
        this.directory = directory;
        this.many = settings.number("queues", 100_000);
        this.few = settings.number("few", 100);
        this.messages = settings.number("messages", 100_000);
        this.warmUp = settings.number("warm-up", 30_000);
        this.patience = settings.number("patience", 240);
        this.promise = settings.number("promise-percent", 200) / 100.0;
        this.heap = settings.text("heap", "1g");
        settings.allKnown();
        this.figures = new Figures("many-queues", settings);
    }

    /** One run. */
    private record Run(double cpuMicros, Map<String, Long> stats, double heapLive) {}

    Figures run() throws IOException, InterruptedException {
        var fewQueues = PeerGroup.take("few", few, Math.min(few, 50), 5);
        var manyQueues = PeerGroup.take("lots", many, Math.min(many, 50), 6);
        try (var site = new Site(directory, List.of(List.of(fewQueues, manyQueues)), List.of("-Xmx1g"))) {
            Run small = once(site, fewQueues, fewQueues);
            Run large = once(site, fewQueues, manyQueues);
            figures.atLeast("queues", large.stats().getOrDefault("queues", 0L), Math.min(many, messages));
            figures.put("paths", large.stats().getOrDefault("paths", 0L));
            figures.put("bytes-per-queue", (large.heapLive() - small.heapLive()) / many);
            figures.atMost("cpu-ratio", large.cpuMicros() / small.cpuMicros(), promise);
        }
        return figures;
    }

    private Run once(Site site, PeerGroup warming, PeerGroup group) throws IOException, InterruptedException {
        // One message in each connection, so that both runs open as many.
        var policy = site.policy()
                .with("shaping.d/50-load.toml", "[[path]]")
                .with("shaping.d/50-load.toml", "messages-per-connection = 1");
        Child engine = site.engine(group.name(), policy, heap);
        try {
            double warm = phase(site, engine, warming, warmUp, "warm-up");
            figures.put(group.name() + "-warm-up-cpu-us-per-message", warm);
            double first = phase(site, engine, group, group.domains(), "first");
            figures.put(group.name() + "-first-cpu-us-per-message", first);
            double cpuMicros = phase(site, engine, group, messages, "again");
            Map<String, Long> stats = engine.ask("gc");
            double live = stats.getOrDefault("heap", 0L);
            figures.put(group.name() + "-cpu-us-per-message", cpuMicros);
            figures.put(group.name() + "-heap-live-mb", live / MEGABYTE);
            figures.put(group.name() + "-rss-peak-mb", engine.residentPeakBytes() / MEGABYTE);
            return new Run(cpuMicros, stats, live);
        } finally {
            engine.kill();
            Scratch.delete(directory.resolve(group.name()));
        }
    }

    /** Sends so many messages, each domain in turn, and answers the engine's processor microseconds for each. */
    private double phase(Site site, Child engine, PeerGroup group, long count, String name)
            throws IOException, InterruptedException {
        Letter.Writer letters = number ->
                new Letter("news@sender.example", List.of("u" + number + "@" + group.domain(number)), List.of());
        String key = group.name() + ".messages";
        long before = site.peers(key);
        long cpuBefore = engine.ownCpu().toNanos();
        var watch = new Stopwatch();
        Sending sending = Sending.start(site.smtp(), 20, count, 0, 1024, 0, letters);
        boolean all = watch.await(patience, () -> site.peers(key) - before >= count);
        sending.stop();
        long delivered = site.peers(key) - before;
        if (!all) {
            figures.miss(group.name() + " " + name + ": " + delivered + " of " + count + " after " + patience + " s");
        }
        if (!name.equals("warm-up")) {
            figures.put(group.name() + "-" + name + "-per-s", delivered / watch.seconds());
        }
        return (engine.ownCpu().toNanos() - cpuBefore) / 1e3 / Math.max(1, delivered);
    }
}
