package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyReply;
import veredus.api.client.EngineClient;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Sent;

/**
 * A large configuration is checked soon, and changing it under load is not noticed: ten times a second a whole
 * configuration is applied, every other one with an error, while mail comes in at half of what the engine can take. A
 * session that sends one message after the other measures the longest pause.
 */
final class ConfigReloads {
    private static final double CHECK_LIMIT_MILLIS = 2_000;
    private static final double PAUSE_LIMIT_MILLIS = 100;

    /** Of the reloads in a second that were asked for; the last one has no second of its own. */
    private static final double REACHED = 0.97;

    private static final int SETTLING_SECONDS = 3;
    private static final int DRAIN_SECONDS = 240;

    private final Path directory;
    private final int vmtas;
    private final int tenants;
    private final int rules;
    private final int seconds;
    private final int perSecond;
    private final int warmUp;
    private final int rate;
    private final int connections;
    private final int sizeBytes;
    private final String heap;
    private final Figures figures;
    private final PeerGroup group = PeerGroup.take("healthy", 100, 50, 7);

    ConfigReloads(Path directory, Settings settings) {
        this.directory = directory;
        this.vmtas = settings.number("vmtas", 1_000);
        this.tenants = settings.number("tenants", 500);
        this.rules = settings.number("rules", 5_000);
        this.seconds = settings.number("seconds", 60);
        this.perSecond = settings.number("per-second", 10);
        this.warmUp = settings.number("warm-up", 40_000);
        this.rate = settings.number("rate", 0);
        this.connections = settings.number("connections", 20);
        this.sizeBytes = settings.number("size", 10_240);
        this.heap = settings.text("heap", "1g");
        settings.allKnown();
        this.figures = new Figures("config", settings);
    }

    Figures run() throws IOException, InterruptedException {
        try (var site = new Site(directory, List.of(List.of(group)), List.of("-Xmx512m"))) {
            LoadPolicy policy = site.policy();
            BigConfiguration.addTo(policy, vmtas, tenants, rules);
            check(policy);
            Child engine = site.engine("run", policy, heap);
            try (EngineClient admin = site.admin("run")) {
                long warm = sent(site, warmUp);
                underLoad(site, admin, policy.texts(), warm);
            } finally {
                engine.close();
            }
        } finally {
            Scratch.delete(directory.resolve("run"));
        }
        return figures;
    }

    /** The first check of a process that has just started, as an operator sees it. */
    private void check(LoadPolicy policy) throws IOException {
        Path configuration = directory.resolve("checked");
        policy.write(configuration);
        var watch = new Stopwatch();
        PolicyReading reading = PolicyReader.read(configuration);
        figures.atMost("check-ms", watch.seconds() * 1_000, CHECK_LIMIT_MILLIS);
        if (reading instanceof PolicyReading.Refused(var problems)) {
            throw new IOException("the configuration of the proof is wrong: " + problems.getFirst());
        }
    }

    private long sent(Site site, int messages) throws InterruptedException {
        return Sending.start(site.smtp(), connections, messages, 0, sizeBytes, 0, this::letter)
                .await()
                .accepted();
    }

    private void underLoad(Site site, EngineClient admin, Map<String, String> files, long before)
            throws IOException, InterruptedException {
        var measuring = new Stopwatch();
        long full = sent(site, warmUp);
        double half = rate > 0 ? rate : full / measuring.seconds() / 2;
        figures.put("half-load-per-s", half);
        var probe = new Probe(site.smtp(), "probe@" + group.domain(0));
        Sending sending = Sending.start(site.smtp(), connections, Long.MAX_VALUE / 2, 0, sizeBytes, half, this::letter);
        new Stopwatch().sleepUntil(SETTLING_SECONDS);
        probe.longestMillis();
        new Stopwatch().sleepUntil(seconds / 3.0);
        figures.put("pause-without-reloads-ms", probe.longestMillis());
        long acceptedBefore = sending.accepted();
        var watch = new Stopwatch();
        reload(admin, files, watch);
        figures.put("accepted-per-s", (sending.accepted() - acceptedBefore) / watch.seconds());
        figures.atMost("apply-pause-ms", probe.longestMillis(), PAUSE_LIMIT_MILLIS);
        Sent all = sending.stop();
        probe.close();
        figures.atMost("failed-sessions", all.lost() + all.refused() + probe.failed(), 0);
        long accepted = before + full + all.accepted() + probe.accepted();
        new Stopwatch().await(DRAIN_SECONDS, () -> site.peers("healthy.messages") >= accepted);
        figures.atMost("lost", accepted - site.peers("healthy.messages"), 0);
    }

    private void reload(EngineClient admin, Map<String, String> files, Stopwatch watch)
            throws IOException, InterruptedException {
        int refused = 0;
        double slowest = 0;
        int reloads = seconds * perSecond;
        for (int i = 0; i < reloads; i++) {
            watch.sleepUntil((double) i / perSecond);
            figures.at("reload", i, reloads);
            boolean valid = i % 2 == 0;
            var candidate = new TreeMap<>(files);
            candidate.put(
                    "shaping.d/20-changing.toml",
                    "[[path]]\ndomain = \"changing.example\"\nmax-connections = " + (valid ? 1 + i : -1) + "\n");
            var one = new Stopwatch();
            PolicyReply reply = admin.apply(new PolicyApplyRequest(
                    Optional.of(candidate),
                    Optional.of("load"),
                    Optional.empty(),
                    false,
                    Optional.of(PolicyOrigin.API),
                    Optional.empty()));
            slowest = Math.max(slowest, one.seconds());
            if (reply.accepted() != valid) {
                figures.miss("reload " + i + ": " + reply);
            }
            refused += reply.accepted() ? 0 : 1;
        }
        figures.put("refused", refused);
        figures.put("slowest-reload-ms", slowest * 1_000);
        figures.put("reloads", reloads);
        figures.atLeast("reloads-per-s", reloads / watch.seconds(), perSecond * REACHED);
    }

    private Letter letter(long number) {
        return new Letter("news@sender.example", List.of("u" + number + "@" + group.domain(number)), List.of());
    }
}
