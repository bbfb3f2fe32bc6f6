package veredus.simulator.trial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import veredus.simulator.internet.Population;
import veredus.simulator.internet.SimulatedInternet;
import veredus.simulator.internet.TrialPolicy;
import veredus.simulator.peer.Ledger;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Load;
import veredus.simulator.peer.Sent;
import veredus.simulator.peer.SmtpSource;
import veredus.simulator.peer.SourceWatcher;
import veredus.simulator.trial.RunningEngine.Fate;
import veredus.simulator.trial.RunningEngine.State;
import veredus.world.Chance;
import veredus.world.Time;

/**
 * One trial: starts a simulated internet and an engine, sends a sample campaign through it, waits until every message
 * is delivered, bounced or waits for a retry that cannot help, and compares the three books. Run by one thread.
 */
public final class TryRun {
    private static final List<String> TENANTS = List.of("shop", "bank", "news");
    private static final List<String> CAMPAIGNS = List.of("welcome", "receipts", "weekly");
    private static final int VMTAS = 4;
    private static final int CONNECTIONS = 20;
    private static final int SIZE_BYTES = 4_000;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    /**
     * What is tried.
     *
     * @param directory where configuration and data go; must not exist or be empty
     * @param limit the longest to wait for the messages that are left
     */
    public record Plan(Path directory, long messages, Duration limit) {}

    private final Plan plan;
    private final Time time;
    private final Chance chance;
    private final RunningEngine.Starter starter;
    private final Progress progress;
    private final Ledger sent;
    private final Ledger received;

    public TryRun(Plan plan, Time time, Chance chance, RunningEngine.Starter starter, Progress progress) {
        this.plan = plan;
        this.time = time;
        this.chance = chance;
        this.starter = starter;
        this.progress = progress;
        this.sent = new Ledger((int) plan.messages() + 1);
        this.received = new Ledger((int) plan.messages() + 1);
    }

    /** What is left open at the end of a run, for an operator to look around in. */
    public record Finished(TrialReport report, RunningEngine engine, SimulatedInternet internet)
            implements AutoCloseable {
        /** Stops the engine, then the internet. */
        @Override
        public void close() {
            engine.stop().run();
            internet.close();
        }
    }

    /**
     * Runs it. The engine and the internet still run when this returns.
     *
     * @throws IOException when a port or the directory cannot be had, or the engine does not start
     */
    public Finished run() throws IOException, InterruptedException {
        SimulatedInternet internet =
                SimulatedInternet.start(Population.sample(), 0, 0, time, chance, Optional.of(received));
        Optional<RunningEngine> started = Optional.empty();
        try {
            RunningEngine engine = startEngine(internet);
            started = Optional.of(engine);
            return new Finished(send(internet, engine), engine, internet);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            started.ifPresent(engine -> engine.stop().run());
            internet.close();
            throw failed;
        }
    }

    private RunningEngine startEngine(SimulatedInternet internet) throws IOException {
        Path configuration = plan.directory().resolve("conf");
        Path data = plan.directory().resolve("data");
        Files.createDirectories(data);
        var policy = new TrialPolicy(freePort(), freePort(), internet.smtpPort(), internet.dns(), TENANTS, VMTAS);
        policy.write(configuration);
        progress.say("A simulated internet of "
                + internet.population().members().size() + " providers is up; the engine starts with " + configuration);
        return starter.start(configuration, data);
    }

    private TrialReport send(SimulatedInternet internet, RunningEngine engine) throws InterruptedException {
        long start = time.nanos();
        var load = Load.of(engine.smtp(), CONNECTIONS, plan.messages(), SIZE_BYTES, number -> letter(internet, number));
        var source = new SmtpSource(load, time, SourceWatcher.into(sent));
        var sending = new Sending(source);
        Thread thread = Thread.ofPlatform().name("trial-source").start(sending);
        while (thread.isAlive()) {
            show(source.acceptedSoFar(), engine.fates().get());
            time.sleep(LOOK_AGAIN);
        }
        thread.join();
        Sent result = sending.result.orElseThrow(() -> new InterruptedException("the source was stopped"));
        Map<String, Fate> fates = waitForRest(internet, engine);
        Duration took = Duration.ofNanos(time.nanos() - start);
        return new TrialReport(
                Reckoning.of(sent, fates, engine.queued().getAsLong(), received),
                ProviderLine.of(internet, fates, took),
                result,
                took,
                engine.adminUrl(),
                plan.directory());
    }

    private Map<String, Fate> waitForRest(SimulatedInternet internet, RunningEngine engine)
            throws InterruptedException {
        long deadline = time.nanos() + plan.limit().toNanos();
        while (true) {
            Map<String, Fate> fates = engine.fates().get();
            show(sent.size(), fates);
            boolean done = fates.size() >= sent.size()
                    && count(fates, State.QUEUED) == engine.queued().getAsLong()
                    && fates.entrySet().stream().noneMatch(one -> mayStillArrive(internet, one));
            if (done || time.nanos() >= deadline) {
                return fates;
            }
            time.sleep(LOOK_AGAIN);
        }
    }

    /** Whether it waits for a site that will take it some time; a dead one never does. */
    private static boolean mayStillArrive(SimulatedInternet internet, Map.Entry<String, Fate> one) {
        String domain = one.getKey().substring(one.getKey().lastIndexOf('@') + 1);
        return one.getValue().state() == State.QUEUED && internet.population().takesMail(domain);
    }

    private void show(long accepted, Map<String, Fate> fates) {
        progress.show(
                plan.messages(),
                accepted,
                count(fates, State.DELIVERED),
                count(fates, State.BOUNCED),
                count(fates, State.QUEUED));
    }

    private static long count(Map<String, Fate> fates, State state) {
        return fates.values().stream().filter(fate -> fate.state() == state).count();
    }

    private static Letter letter(SimulatedInternet internet, long number) {
        String tenant = TENANTS.get((int) (number % TENANTS.size()));
        return new Letter(
                "news@" + tenant + ".sender.example",
                List.of("u" + number + "@" + internet.population().domain(number)),
                List.of(
                        "X-Tenant: " + tenant,
                        "X-Job: " + CAMPAIGNS.get((int) (number / TENANTS.size() % CAMPAIGNS.size()))));
    }

    /** A port that was free a moment ago. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static final class Sending implements Runnable {
        private final SmtpSource source;
        private volatile Optional<Sent> result = Optional.empty();

        Sending(SmtpSource source) {
            this.source = source;
        }

        @Override
        public void run() {
            try {
                result = Optional.of(source.send());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
