package veredus.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import veredus.api.admin.Role;
import veredus.api.client.EngineClient;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.api.policy.WebPolicy;
import veredus.control.people.WebUsers;
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
import veredus.simulator.peer.SmtpSource;
import veredus.simulator.peer.SourceWatcher;
import veredus.world.World;
import veredus.world.real.RealChance;
import veredus.world.real.RealDisk;
import veredus.world.real.RealThreads;
import veredus.world.real.RealTime;
import veredus.world.real.RealWorld;

/**
 * A whole engine with real sockets and files, the control plane before it, and an internet of three providers:
 * {@code good.example} takes everything, {@code later.example} defers everything for an hour, and {@code evil.example} does so
 * with a reply that would like to be HTML.
 */
public final class ControlHouse implements AutoCloseable {
    public static final String PASSWORD = "correct horse battery";
    public static final String EVIL =
            "451 4.7.1 <script>window.evil=1</script> \"><img src=x onerror=\"window.evil=1\"> ${7*7} </title>";

    private final SimulatedInternet internet;
    private final World world;
    private final Path directory;
    private final Path configuration;
    private Engine engine;
    private final ControlPlane plane;

    private ControlHouse(Path directory, SimulatedInternet internet, World world, boolean plain, boolean bare)
            throws IOException, SpoolException, WebUsers.Refused {
        this.internet = internet;
        this.world = world;
        this.directory = directory;
        this.configuration = directory.resolve("conf");
        new TrialPolicy(freePort(), freePort(), internet.smtpPort(), internet.dns(), List.of("shop", "bank"), 2)
                .write(configuration);
        Files.writeString(configuration.resolve("retry.toml"), "[[retry]]\ndomain = \"*\"\nintervals = [\"1h\"]\n");
        if (bare) {
            for (String file : List.of("server.toml", "listeners.toml", "tenants.toml", "vmtas.toml")) {
                Files.delete(configuration.resolve(file));
            }
        }
        this.engine = startEngine();
        String engineUrl =
                "http://127.0.0.1:" + engine.adminAddress().orElseThrow().getPort();
        this.plane = ControlPlane.start(policy(engineUrl), configuration, plain, doors());
    }

    /** The policy of a control plane on a port of its own. */
    static WebPolicy policy(String engineUrl) {
        return new WebPolicy(
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                "web",
                engineUrl,
                "file:../data/admin-token",
                Duration.ofMinutes(30),
                Duration.ofHours(12),
                List.of());
    }

    static ControlPlane.Doors doors() {
        return new ControlPlane.Doors(new RealTime(), new RealChance(), new RealThreads(), new RealDisk());
    }

    /** Without users, so that the first has to be made. */
    public static ControlHouse open(Path directory, boolean plain)
            throws IOException, SpoolException, WebUsers.Refused {
        return open(directory, plain, false);
    }

    /** As somebody finds it who has just begun: no user, no name, no vMTA, no port for mail. */
    public static ControlHouse bare(Path directory) throws IOException, SpoolException, WebUsers.Refused {
        return open(directory, true, true);
    }

    private static ControlHouse open(Path directory, boolean plain, boolean bare)
            throws IOException, SpoolException, WebUsers.Refused {
        var internet = SimulatedInternet.start(
                new Population(List.of(
                        new Population.Member(provider("good", 11, List.of()), 1),
                        new Population.Member(
                                provider("later", 12, List.of(new PeerEffect.Defer(100, "451 4.7.1 come back later"))),
                                1),
                        new Population.Member(provider("evil", 13, List.of(new PeerEffect.Defer(100, EVIL))), 1))),
                0,
                0,
                new RealTime(),
                new RealChance(),
                Optional.empty());
        return new ControlHouse(directory, internet, RealWorld.open(List.of(internet.dns())), plain, bare);
    }

    /** With an admin, an operator, a viewer, and an operator of the tenant shop; all have the same password. */
    public static ControlHouse withPeople(Path directory) throws IOException, SpoolException, WebUsers.Refused {
        ControlHouse house = open(directory, true);
        var now = house.world.time().now();
        WebUsers users = house.plane.users();
        users.addFirst("ada", PASSWORD, now);
        users.add("otto", PASSWORD, Role.OPERATOR, Optional.empty(), now);
        users.add("vera", PASSWORD, Role.VIEWER, Optional.empty(), now);
        users.add("sam", PASSWORD, Role.OPERATOR, Optional.of("shop"), now);
        return house;
    }

    private static Provider provider(String name, int address, List<PeerEffect> effects) throws IOException {
        var host = new Provider.MailHost(
                "mx." + name + ".example", 10, InetAddress.getByAddress(new byte[] {127, 9, 8, (byte) address}));
        return new Provider(name, List.of(name + ".example"), List.of(host), effects, false);
    }

    /** One that was free a moment ago. */
    public static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private Engine startEngine() throws IOException, SpoolException {
        new PolicyDirectory(world.disk(), configuration).mend(world.time().now());
        Path data = directory.resolve("data");
        return switch (PolicyReader.read(configuration, Set.of())) {
            case PolicyReading.Accepted accepted -> Engine.start(world, accepted.policy(), data, configuration);
            case PolicyReading.Refused refused ->
                throw new IllegalStateException(refused.problems().toString());
        };
    }

    /** Stops the engine while the control plane goes on. */
    public void stopEngine() {
        engine.close();
    }

    /** Starts it again with what is on the disk, where it was. */
    public void startEngineAgain() throws IOException, SpoolException {
        engine = startEngine();
    }

    public ControlPlane plane() {
        return plane;
    }

    public URI url(String path) {
        return plane.url().resolve(path);
    }

    /** Of the admin API, on 127.0.0.1. */
    public int enginePort() {
        return engine.adminAddress().orElseThrow().getPort();
    }

    /** The directory that the engine reads. */
    public Path configuration() {
        return configuration;
    }

    /** As an admin of the engine. */
    public EngineClient client() throws IOException {
        return new EngineClient(
                URI.create("http://127.0.0.1:"
                        + engine.adminAddress().orElseThrow().getPort()),
                Files.readString(directory.resolve("data/admin-token")).strip());
    }

    /** Sends so many messages of a tenant for one domain, and waits until each had its first attempt. */
    public void send(int messages, String domain, String tenant, String campaign) throws InterruptedException {
        var smtp = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), engine.addresses().getFirst().getPort());
        var load = Load.of(
                smtp,
                2,
                messages,
                2_000,
                number -> new Letter(
                        "news@" + tenant + ".sender.example",
                        List.of("u" + number + "@" + domain),
                        List.of("X-Tenant: " + tenant, "X-Job: " + campaign)));
        var sent = new SmtpSource(load, world.time(), SourceWatcher.NONE).send();
        if (sent.accepted() != messages) {
            throw new IllegalStateException("not all were taken: " + sent);
        }
    }

    /** Something that is so in the end. */
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** Asks again and again; the test's own limit ends it. */
    public static void until(Condition condition) throws IOException, InterruptedException {
        while (!condition.holds()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("it did not come to be");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        plane.close();
        engine.close();
        internet.close();
    }
}
