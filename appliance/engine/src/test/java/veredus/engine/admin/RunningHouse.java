package veredus.engine.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import veredus.api.client.EngineClient;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.engine.Engine;
import veredus.engine.policy.PolicyDirectory;
import veredus.engine.spool.SpoolException;
import veredus.simulator.internet.Population;
import veredus.simulator.internet.SimulatedInternet;
import veredus.simulator.internet.TrialPolicy;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Load;
import veredus.simulator.peer.PeerEffect;
import veredus.simulator.peer.Provider;
import veredus.simulator.peer.Sent;
import veredus.simulator.peer.SmtpSource;
import veredus.simulator.peer.SourceWatcher;
import veredus.world.World;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;
import veredus.world.real.RealWorld;

/**
 * A whole engine with real sockets and files, an internet of two providers, and the admin client: {@code good.example}
 * takes everything, {@code later.example} defers everything, for an hour.
 */
final class RunningHouse implements AutoCloseable {
    static final String LATER = "451 4.7.1 come back later";

    final SimulatedInternet internet;
    final Path configuration;
    final Path data;
    private final World world;
    private Engine engine;
    private EngineClient client;

    private RunningHouse(Path directory, SimulatedInternet internet, World world) throws IOException, SpoolException {
        this.configuration = directory.resolve("conf");
        this.data = directory.resolve("data");
        this.internet = internet;
        this.world = world;
        new TrialPolicy(freePort(), freePort(), internet.smtpPort(), internet.dns(), List.of("acme"), 1)
                .write(configuration);
        set("retry.toml", """
                [[retry]]
                domain = "*"
                intervals = ["1h"]
                """);
        set("dsn.toml", "");
        this.engine = start();
        this.client = connect();
    }

    static RunningHouse open(Path directory) throws IOException, SpoolException {
        var internet = SimulatedInternet.start(
                new Population(List.of(
                        new Population.Member(provider("good", 11, List.of()), 1),
                        new Population.Member(provider("later", 12, List.of(new PeerEffect.Defer(100, LATER))), 1))),
                0,
                0,
                new RealTime(),
                new RealChance(),
                Optional.empty());
        return new RunningHouse(directory, internet, RealWorld.open(List.of(internet.dns())));
    }

    private static Provider provider(String name, int address, List<PeerEffect> effects) throws IOException {
        var host = new Provider.MailHost(
                "mx." + name + ".example", 10, InetAddress.getByAddress(new byte[] {127, 9, 9, (byte) address}));
        return new Provider(
                name, List.of(name + ".example", "sub." + name + ".example"), List.of(host), effects, false);
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private Engine start() throws IOException, SpoolException {
        new PolicyDirectory(world.disk(), configuration).mend(world.time().now());
        return switch (PolicyReader.read(configuration, Set.of())) {
            case PolicyReading.Accepted accepted -> Engine.start(world, accepted.policy(), data, configuration);
            case PolicyReading.Refused refused ->
                throw new IllegalStateException(refused.problems().toString());
        };
    }

    private EngineClient connect() throws IOException {
        return new EngineClient(URI.create(url()), token());
    }

    /** Stops the engine and starts it again with what is on the disk. */
    void restart() throws IOException, SpoolException {
        client.close();
        engine.close();
        engine = start();
        client = connect();
    }

    /** The same, with an engine that does not know from where its policy was read. */
    void restartWithoutConfiguration() throws IOException, SpoolException {
        client.close();
        Policy policy = engine.policy().written();
        engine.close();
        engine = Engine.start(world, policy, data);
        client = connect();
    }

    Engine engine() {
        return engine;
    }

    EngineClient client() {
        return client;
    }

    InetSocketAddress address() {
        return engine.adminAddress().orElseThrow();
    }

    String url() {
        return "http://127.0.0.1:" + address().getPort();
    }

    String token() throws IOException {
        return Files.readString(data.resolve("admin-token")).strip();
    }

    void set(String file, String text) throws IOException {
        Files.writeString(configuration.resolve(file), text);
    }

    /** Sends so many messages for one domain; all must be taken. */
    void send(int messages, String domain) throws InterruptedException {
        Sent sent = source(messages, 1, domain).send();
        if (sent.accepted() != messages) {
            throw new IllegalStateException("not all were taken: " + sent);
        }
    }

    SmtpSource source(int messages, int connections, String domain) {
        var smtp = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), engine.addresses().getFirst().getPort());
        var load = new Load(smtp, connections, messages, 0, 500, true, 0, Letter.toEach(List.of(domain)));
        return new SmtpSource(load, world.time(), SourceWatcher.NONE);
    }

    /** Something that is so in the end. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Asks again and again; the test's own limit ends it. */
    static void until(Condition condition) throws IOException, InterruptedException {
        while (!condition.holds()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("it did not come to be");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        client.close();
        engine.close();
        internet.close();
    }
}
