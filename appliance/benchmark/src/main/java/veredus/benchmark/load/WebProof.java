package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import veredus.simulator.peer.Letter;

/**
 * The control plane beside a large engine: how soon pages answer while mail flows, what a first visit fetches, and what it
 * costs the engine that many watch. Mail for each of the domains waits after one deferral; other mail flows to sites that
 * accept. Pages are asked in turn at half of what the engine can take. Then mail comes as fast as it goes, in turns with
 * viewers and without.
 */
final class WebProof {
    private static final double P95_LIMIT_MILLIS = 100;
    private static final double FIRST_PAGE_LIMIT_KILOBYTES = 300;
    private static final double LOSS_LIMIT_PERCENT = 3;
    private static final double KILOBYTE = 1_000;
    private static final double MEGABYTE = 1e6;
    private static final double SETTLING_SECONDS = 3;
    private static final int CAMPAIGNS = 20;

    /** Fewer than the sessions that one person may have. */
    private static final int SESSIONS = 10;

    private final Path directory;
    private final int queues;
    private final int vmtas;
    private final int viewers;
    private final int seconds;
    private final int repeats;
    private final int perSecond;
    private final int warmUp;
    private final int connections;
    private final int sizeBytes;
    private final int patience;
    private final String heap;
    private final PeerGroup healthy = PeerGroup.take("healthy", 100, 50, 7);
    private final PeerGroup waiting;
    private final Figures figures;

    WebProof(Path directory, Settings settings) {
        this.directory = directory;
        this.queues = settings.number("queues", 100_000);
        this.vmtas = settings.number("vmtas", 1_000);
        this.viewers = settings.number("viewers", 200);
        this.seconds = settings.number("seconds", 15);
        this.repeats = settings.number("repeats", 6);
        this.perSecond = settings.number("pages-per-second", 5);
        this.warmUp = settings.number("warm-up", 30_000);
        this.connections = settings.number("connections", 20);
        this.sizeBytes = settings.number("size", 10_240);
        this.patience = settings.number("patience", 900);
        this.heap = settings.text("heap", "1g");
        settings.allKnown();
        this.waiting = new PeerGroup("waiting", queues, Math.min(queues, 50), 6, PeerGroup.Habit.DEFER);
        this.figures = new Figures("web", settings);
    }

    Figures run() throws IOException, InterruptedException {
        try (var site = new Site(directory, List.of(List.of(healthy, waiting)), List.of("-Xmx1g"))) {
            var policy = site.policy()
                    .with("retry.toml", "[[retry]]")
                    .with("retry.toml", "domain = \"*\"")
                    .with("retry.toml", "intervals = [\"4h\"]");
            BigConfiguration.addTo(policy, vmtas, Math.max(1, vmtas / 2), 5 * vmtas);
            Child engine = site.engine("run", policy, heap);
            fill(site, engine);
            Path token = directory.resolve("run").resolve("admin-token");
            try (var web = new WebChild(directory, site.adminUrl(), token)) {
                double full = warmUp(site);
                pages(site, web, full / 2);
                watched(site, engine, web);
                figures.put("web-rss-peak-mb", web.residentPeakBytes() / MEGABYTE);
            }
            engine.kill();
        } finally {
            Scratch.delete(directory.resolve("run"));
        }
        return figures;
    }

    /** A deferred message for each domain. */
    private void fill(Site site, Child engine) throws IOException, InterruptedException {
        var watch = new Stopwatch();
        Sending sending = Sending.start(site.smtp(), connections, queues, 0, 1_024, 0, number -> to(waiting, number));
        boolean all = watch.await(patience, () -> {
            // The sites are asked first: the engine's counts walk over all queues.
            long deferred = site.peers("waiting.deferrals");
            figures.at("deferred", deferred, queues);
            return deferred >= queues && engine.ask("stats").getOrDefault("deferred", 0L) >= queues;
        });
        sending.stop();
        figures.put("fill-s", watch.seconds());
        figures.atLeast("queues", engine.ask("stats").getOrDefault("queues", 0L), queues);
        figures.put("vmtas", vmtas);
        if (!all) {
            figures.miss("some mail was not deferred after " + patience + " s");
        }
    }

    /** Messages a second that the engine takes when it has warmed up. */
    private double warmUp(Site site) throws InterruptedException {
        send(site, warmUp);
        var watch = new Stopwatch();
        send(site, warmUp);
        double full = warmUp / watch.seconds();
        figures.put("full-load-per-s", full);
        return full;
    }

    private void send(Site site, int messages) throws InterruptedException {
        Sending.start(site.smtp(), connections, messages, 0, sizeBytes, 0, number -> to(healthy, number))
                .await();
    }

    private Sending flow(Site site, double rate) {
        return Sending.start(
                site.smtp(), connections, Long.MAX_VALUE / 2, 0, sizeBytes, rate, number -> to(healthy, number));
    }

    private void pages(Site site, WebChild web, double rate) throws IOException, InterruptedException {
        try (WebVisitor visitor = web.signIn()) {
            Map<String, String> tour = WebTour.find(visitor);
            figures.put("kinds-of-pages", tour.size());
            Sending sending = flow(site, rate);
            // Each of them once for the compilers of the JVMs.
            ask(visitor, tour, tour.size());
            Map<String, List<Double>> took = ask(visitor, tour, Math.max(tour.size(), seconds * repeats * perSecond));
            sending.stop();
            took.forEach((kind, millis) -> figures.put("p95-ms " + kind, percentile(millis, 0.95)));
            List<Double> all = took.values().stream().flatMap(List::stream).toList();
            figures.put("median-ms", percentile(all, 0.5));
            figures.atMost("p95-ms", percentile(all, 0.95), P95_LIMIT_MILLIS);
            figures.atMost("first-page-kb", WebTour.firstVisitBytes(visitor) / KILOBYTE, FIRST_PAGE_LIMIT_KILOBYTES);
        }
    }

    /** Asks for so many pages, {@link #perSecond} at most; the milliseconds that each kind took. */
    private Map<String, List<Double>> ask(WebVisitor visitor, Map<String, String> tour, int pages)
            throws IOException, InterruptedException {
        var took = new LinkedHashMap<String, List<Double>>();
        List<Map.Entry<String, String>> kinds = List.copyOf(tour.entrySet());
        var watch = new Stopwatch();
        for (int i = 0; i < pages; i++) {
            watch.sleepUntil((double) i / perSecond);
            figures.at("page", i, pages);
            Map.Entry<String, String> kind = kinds.get(i % kinds.size());
            WebVisitor.Page page = visitor.get(kind.getValue());
            if (page.status() >= 400) {
                figures.miss(kind.getValue() + " is answered with " + page.status());
            }
            took.computeIfAbsent(kind.getKey(), absent -> new ArrayList<>()).add(page.millis());
        }
        return took;
    }

    /**
     * What was measured in one turn.
     *
     * @param perSecond messages delivered
     * @param cpuMillis processor time of the engine for each
     * @param webCores processors that the control plane kept busy
     */
    private record Turn(double perSecond, double cpuMillis, double webCores) {}

    private void watched(Site site, Child engine, WebChild web) throws IOException, InterruptedException {
        var without = new ArrayList<Turn>();
        var with = new ArrayList<Turn>();
        var sessions = new ArrayList<WebVisitor>();
        Sending sending = flow(site, 0);
        try {
            for (int i = 0; i < Math.min(SESSIONS, viewers); i++) {
                sessions.add(web.signIn());
            }
            for (int i = 0; i < repeats; i++) {
                figures.at("turn", i, repeats);
                // The other way round each time, so that what only grows or shrinks is on both sides.
                if (i % 2 == 0) {
                    without.add(turn(site, engine, web));
                    with.add(watchedTurn(site, engine, web, sessions));
                } else {
                    with.add(watchedTurn(site, engine, web, sessions));
                    without.add(turn(site, engine, web));
                }
            }
        } finally {
            sending.stop();
            sessions.forEach(WebVisitor::close);
        }
        figures.put("viewers", viewers);
        compare(without, with);
    }

    private Turn watchedTurn(Site site, Child engine, WebChild web, List<WebVisitor> sessions)
            throws IOException, InterruptedException {
        try (var watching = new WebViewers(web.url(), sessions, viewers)) {
            Turn turn = turn(site, engine, web);
            if (watching.fewestUpdates() == 0) {
                figures.miss("one of " + viewers + " viewers was shown nothing");
            }
            return turn;
        }
    }

    private Turn turn(Site site, Child engine, WebChild web) throws IOException, InterruptedException {
        new Stopwatch().sleepUntil(SETTLING_SECONDS);
        var watch = new Stopwatch();
        long before = site.peers("healthy.messages");
        long engineBefore = engine.ownCpu().toNanos();
        long webBefore = web.ownCpu().toNanos();
        watch.sleepUntil(seconds);
        double took = watch.seconds();
        long delivered = Math.max(1, site.peers("healthy.messages") - before);
        double engineMillis = (engine.ownCpu().toNanos() - engineBefore) / 1e6;
        double webSeconds = (web.ownCpu().toNanos() - webBefore) / 1e9;
        return new Turn(delivered / took, engineMillis / delivered, webSeconds / took);
    }

    /**
     * The rate that is lost follows from processor time, which other work on the machine disturbs less: the engine has
     * what the control plane leaves of the processors, and needs so much for a message. Each turn is compared with the one
     * beside it.
     */
    private void compare(List<Turn> without, List<Turn> with) {
        int cores = Runtime.getRuntime().availableProcessors();
        var lost = new ArrayList<Double>();
        var slower = new ArrayList<Double>();
        for (int i = 0; i < with.size(); i++) {
            Turn alone = without.get(i);
            Turn seen = with.get(i);
            double possible = (cores - alone.webCores()) / alone.cpuMillis();
            double left = (cores - seen.webCores()) / seen.cpuMillis();
            lost.add(100 * (1 - left / possible));
            slower.add(100 * (1 - seen.perSecond() / alone.perSecond()));
        }
        describe("unwatched", without);
        describe("watched", with);
        figures.put("delivered-loss-pct", percentile(slower, 0.5));
        figures.put("loss-spread-pct", percentile(lost, 1) - percentile(lost, 0));
        figures.atMost("engine-rate-loss-pct", percentile(lost, 0.5), LOSS_LIMIT_PERCENT);
    }

    private void describe(String name, List<Turn> turns) {
        figures.put(
                name + "-per-s", percentile(turns.stream().map(Turn::perSecond).toList(), 0.5));
        figures.put(
                name + "-cpu-ms-per-message",
                percentile(turns.stream().map(Turn::cpuMillis).toList(), 0.5));
        figures.put(
                name + "-web-cores",
                percentile(turns.stream().map(Turn::webCores).toList(), 0.5));
    }

    private static Letter to(PeerGroup group, long number) {
        return new Letter(
                "news@sender.example",
                List.of("u" + number + "@" + group.domain(number)),
                List.of("X-Job: job" + number % CAMPAIGNS));
    }

    /** The value below which so large a part of them lies, between its neighbours where it falls between two. */
    private static double percentile(List<Double> values, double part) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double place = part * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
