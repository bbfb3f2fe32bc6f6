package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import veredus.simulator.peer.Letter;

/**
 * Healthy destinations keep their rate while others hang and defer. Of each ten messages two go to bad sites; the rate at
 * which the healthy ones receive is compared with that of runs in which those two go to sites that behave (unpaced), or
 * are not sent at all (paced). Each run has a fresh engine and spool; the two kinds take turns.
 */
final class Goodput {
    private static final double SETTLING_SECONDS = 3;
    private static final double PATIENCE_SECONDS = 120;
    private static final double PROMISE = 0.95;

    private final Path directory;
    private final int seconds;
    private final int repeats;
    private final int rate;
    private final int connections;
    private final int sizeBytes;
    private final int preload;
    private final int warmUp;
    private final String heap;
    private final PeerGroup healthy;
    private final PeerGroup calm;
    private final List<PeerGroup> bad = new ArrayList<>();
    private final Figures figures;
    private int runs;

    Goodput(Path directory, Settings settings) {
        this.directory = directory;
        this.seconds = settings.number("seconds", 15);
        this.repeats = settings.number("repeats", 3);
        this.rate = settings.number("rate", 500);
        this.connections = settings.number("connections", 50);
        this.sizeBytes = settings.number("size", 10_240);
        this.preload = settings.number("preload", 0);
        this.warmUp = settings.number("warm-up", 5_000);
        this.heap = settings.text("heap", "1g");
        int healthyDomains = settings.number("healthy-domains", 100);
        int badDomains = settings.number("bad-domains", 100);
        String[] habits = settings.text("habits", "SILENT,HANG_AFTER_GREETING,HANG_IN_DATA,DEFER")
                .split(",", -1);
        settings.allKnown();
        this.healthy = PeerGroup.take("healthy", healthyDomains, healthyDomains, 1);
        this.calm = PeerGroup.take("calm", badDomains, badDomains, 2);
        for (int i = 0; i < habits.length; i++) {
            int domains = Math.max(1, badDomains / habits.length);
            bad.add(new PeerGroup("bad" + i, domains, domains, 101 + i, PeerGroup.Habit.valueOf(habits[i])));
        }
        this.figures = new Figures("goodput", settings);
    }

    /** One measured run. */
    private record Run(double healthyPerSecond, double acceptedPerSecond, Map<String, Long> engine, double cpuMillis) {}

    /** What is sent: how many a second, 0 for as fast as it goes; which letters, and which before the measuring. */
    private record Kind(double perSecond, Letter.Writer letters, Letter.Writer before) {}

    Figures run() throws IOException, InterruptedException {
        try (var site = new Site(directory, List.of(List.of(healthy, calm), bad), List.of("-Xmx1g"))) {
            if (rate > 0) {
                compare("paced", site, new Kind(0.8 * rate, this::healthyOnly, this::healthyOnly), rate);
            }
            compare("unpaced", site, new Kind(0, this::calmMix, this::calmOnly), 0);
        }
        return figures;
    }

    private void compare(String name, Site site, Kind base, double disturbedRate)
            throws IOException, InterruptedException {
        var before = new ArrayList<Run>();
        var disturbed = new ArrayList<Run>();
        var bads = new Kind(disturbedRate, this::badMix, this::badOnly);
        for (int i = 0; i < repeats; i++) {
            figures.at(name + " run", i, repeats);
            before.add(once(site, base));
            disturbed.add(once(site, bads));
        }
        double baseline = median(before);
        double kept = median(disturbed);
        figures.put(name + "-baseline-per-s", baseline);
        figures.put(name + "-disturbed-per-s", kept);
        figures.put(name + "-baseline-spread", spread(before));
        figures.put(name + "-disturbed-spread", spread(disturbed));
        figures.put(name + "-cpu-ratio", cpu(disturbed) / cpu(before));
        figures.atLeast(name + "-ratio", kept / baseline, PROMISE);
        describe(name + "-baseline", before.getLast());
        describe(name + "-disturbed", disturbed.getLast());
    }

    private void describe(String name, Run run) {
        figures.put(name + "-accepted-per-s", run.acceptedPerSecond());
        figures.put(name + "-cpu-ms-per-accepted", run.cpuMillis());
        for (String key : List.of("active", "bodyMemory", "open", "queued", "gcMillis", "heapPeak")) {
            figures.put(name + "-" + key, run.engine().getOrDefault(key, 0L));
        }
    }

    private Run once(Site site, Kind kind) throws IOException, InterruptedException {
        String name = "run-" + runs++;
        Child engine = site.engine(name, site.policy(), heap);
        try {
            long seen = site.peers("healthy.messages");
            Sending.start(site.smtp(), connections, warmUp, 0, sizeBytes, 0, this::healthyOnly)
                    .await();
            boolean warm =
                    new Stopwatch().await(PATIENCE_SECONDS, () -> site.peers("healthy.messages") >= seen + warmUp);
            if (!warm) {
                figures.miss("the warm-up was not delivered in " + PATIENCE_SECONDS + " s");
            }
            if (preload > 0) {
                Sending.start(site.smtp(), connections, preload, 0, sizeBytes, 0, kind.before())
                        .await();
            }
            return measure(site, engine, kind.perSecond(), kind.letters());
        } finally {
            engine.kill();
            Scratch.delete(directory.resolve(name));
        }
    }

    private Run measure(Site site, Child engine, double perSecond, Letter.Writer letters)
            throws IOException, InterruptedException {
        var sending = Sending.start(site.smtp(), connections, Long.MAX_VALUE / 2, 0, sizeBytes, perSecond, letters);
        new Stopwatch().sleepUntil(SETTLING_SECONDS);
        var watch = new Stopwatch();
        long from = site.peers("healthy.messages");
        long acceptedFrom = sending.accepted();
        long cpuFrom = engine.ownCpu().toNanos();
        watch.sleepUntil(seconds);
        long arrived = site.peers("healthy.messages") - from;
        double took = watch.seconds();
        long accepted = sending.accepted() - acceptedFrom;
        double cpuMillis = (engine.ownCpu().toNanos() - cpuFrom) / 1e6 / Math.max(1, accepted);
        Map<String, Long> stats = engine.ask("stats");
        sending.stop();
        return new Run(arrived / took, accepted / took, stats, cpuMillis);
    }

    private Letter healthyOnly(long number) {
        return to(number, healthy, number);
    }

    private Letter calmMix(long number) {
        return number % 10 < 2 ? to(number, calm, number / 5) : healthyOnly(number);
    }

    private Letter calmOnly(long number) {
        return to(number, calm, number);
    }

    private Letter badMix(long number) {
        return number % 10 < 2 ? badOnly(number / 5) : healthyOnly(number);
    }

    private Letter badOnly(long number) {
        return to(number, bad.get((int) (number % bad.size())), number / bad.size());
    }

    private static Letter to(long number, PeerGroup group, long domain) {
        return new Letter("news@sender.example", List.of("u" + number + "@" + group.domain(domain)), List.of());
    }

    /** Processor time for each message that was accepted, which other work on the machine disturbs less than rates. */
    private static double cpu(List<Run> runs) {
        return median(runs.stream().mapToDouble(Run::cpuMillis).sorted().toArray());
    }

    private static double median(List<Run> runs) {
        return median(sorted(runs));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Between the fastest and the slowest, as a part of the median. */
    private static double spread(List<Run> runs) {
        double[] sorted = sorted(runs);
        return (sorted[sorted.length - 1] - sorted[0]) / median(runs);
    }

    private static double[] sorted(List<Run> runs) {
        double[] rates = runs.stream().mapToDouble(Run::healthyPerSecond).toArray();
        Arrays.sort(rates);
        return rates;
    }
}
