package veredus.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.engine.Engine;
import veredus.engine.policy.PolicyNotPossible;
import veredus.simulator.peer.Ledger;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Load;
import veredus.simulator.peer.PeerEffect;
import veredus.simulator.peer.Provider;
import veredus.simulator.peer.Sent;
import veredus.simulator.peer.SmtpSink;
import veredus.simulator.peer.SmtpSource;
import veredus.simulator.peer.SourceWatcher;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** Many messages through a whole engine: none is lost, limits hold at the receiver, nobody holds up the others. */
@Timeout(120)
class TrafficTest {
    private static final int BOOK = 100_000;

    @TempDir
    Path directory;

    private final Ledger sent = new Ledger(BOOK);
    private final Ledger received = new Ledger(BOOK);
    private Stage stage;

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private SmtpSink sink;

    @BeforeEach
    void open() throws IOException {
        stage = new Stage(directory);
    }

    @AfterEach
    void close() {
        stage.close();
        if (sink != null) {
            sink.close();
        }
    }

    @Test
    void whatIsInTheEngineWhenItStopsIsDeliveredAfterTheNextStart() throws Exception {
        sites(site("good", 1, new PeerEffect.Slow(Duration.ofMillis(20))));
        Engine engine = stage.start(stage.world());
        send(1_000, "good.example");
        engine.close();
        long before = sink.messages();

        try (Engine again = stage.start(stage.world())) {
            stage.await("d", 1_000);
            Stage.awaitQueued(again, 0);
        }
        assertThat(before).isLessThan(1_000);
        everythingArrivedOnce();
    }

    @Test
    void closingInTheMiddleOfTheLoadLosesNothingThatWasTaken() throws Exception {
        sites(site("good", 1));
        Engine engine = stage.start(stage.world());
        var enough = new CountDownLatch(500);
        var source = source(5_000, number -> letter(number, "good.example"), new SourceWatcher() {
            @Override
            public void accepted(long number, List<String> recipients, int hash) {
                SourceWatcher.into(sent).accepted(number, recipients, hash);
                enough.countDown();
            }
        });
        Thread sending = Thread.ofVirtual().start(() -> {
            try {
                source.send();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        enough.await();
        engine.close();
        sending.join();

        try (Engine again = stage.start(stage.world())) {
            assertThat(again.addresses()).hasSize(1);
            stage.await("d", sent.size());
        }
        everythingArrivedOnce();
    }

    @Test
    void reloadingPolicyUnderLoadFailsNoSessionAndLosesNoMail() throws Exception {
        sites(site("good", 1), site("fine", 2));
        vmtas("v1", "v2");
        try (Engine engine = stage.start(stage.world())) {
            Thread reloading = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        vmtas(i % 2 == 0 ? new String[] {"v2"} : new String[] {"v1", "v2"});
                        stage.write("shaping.d/20-x.toml", "[[path]]\nmax-connections = " + (1 + i % 7) + "\n");
                        engine.reload(stage.policy());
                        new RealTime().sleep(Duration.ofMillis(50));
                    }
                } catch (IOException | InterruptedException | PolicyNotPossible failed) {
                    throw new IllegalStateException(failed);
                }
            });
            Sent result = source(
                            3_000,
                            number -> letter(number, number % 2 == 0 ? "good.example" : "fine.example"),
                            SourceWatcher.into(sent))
                    .send();
            reloading.join();
            assertThat(result.accepted()).isEqualTo(3_000);
            stage.await("d", 3_000);
        }
        everythingArrivedOnce();
        assertThat(Accounting.read(stage.accounting(), "t")).isEmpty();
    }

    @Test
    void limitsOfAPathHoldAtTheReceiver() throws Exception {
        sites(site("good", 1, new PeerEffect.ConnectionCap(3, "421 4.7.0 more than three")));
        stage.write("shaping.d/10-good.toml", "[[path]]\nmax-connections = 3\nmessages-per-connection = 50\n");
        try (Engine engine = stage.start(stage.world())) {
            send(1_000, "good.example");
            stage.await("d", 1_000);
            assertThat(engine.readyQueues().openConnections()).isLessThanOrEqualTo(3);
        }
        assertThat(sink.book("good").deferrals()).isZero();
        assertThat(sink.book("good").connections()).isGreaterThanOrEqualTo(20);
        everythingArrivedOnce();
    }

    @Test
    void aMessageRateHoldsAtTheReceiver() throws Exception {
        sites(site("good", 1));
        stage.write("shaping.d/10-good.toml", "[[path]]\nmessage-rate = \"20/s\"\n");
        try (Engine engine = stage.start(stage.world())) {
            var time = new RealTime();
            send(60, "good.example");
            long from = time.nanos();
            long before = sink.messages();
            stage.await("d", 60);
            double seconds = (time.nanos() - from) / 1e9;
            Stage.awaitQueued(engine, 0);
            assertThat(60 - before).isLessThanOrEqualTo((long) (20 * seconds) + 2);
        }
    }

    @Test
    void domainsOfOneSiteShareItsConnectionsAndOneWithARuleLeavesIt() throws Exception {
        var hosts = List.of(new Provider.MailHost("mx.shared.example", 10, InetAddress.getByName("127.0.2.1")));
        var shared = new Provider(
                "shared",
                List.of("one.example", "two.example", "own.example"),
                hosts,
                List.of(new PeerEffect.Slow(Duration.ofMillis(5))),
                false);
        sites(shared);
        stage.write(
                "shaping.d/10.toml",
                "[[path]]\nmax-connections = 2\n\n[[path]]\ndomain = \"own.example\"\nmax-connections = 1\n");
        try (Engine engine = stage.start(stage.world())) {
            send(300, "one.example", "two.example", "own.example");
            stage.await("d", 300);
            assertThat(engine.readyQueues().all())
                    .extracting(ready -> ready.path().site().name().startsWith("own.example"))
                    .containsExactlyInAnyOrder(true, false);
        }
        everythingArrivedOnce();
    }

    @Test
    void aPoolSendsFromItsAddressesByWeight() throws Exception {
        sites(site("good", 1));
        stage.write("server.toml", "[server]\nhost-name = \"out.example.org\"\ndefault-pool = \"all\"\n");
        stage.write("vmtas.toml", """
                [[vmta]]
                name = "v1"
                addresses = ["127.0.0.2"]
                [[vmta]]
                name = "v2"
                addresses = ["127.0.0.3"]
                [[pool]]
                name = "all"
                members = [{ vmta = "v1", weight = 3 }, { vmta = "v2", weight = 1 }]
                """);
        try (Engine engine = stage.start(stage.world())) {
            send(400, "good.example");
            stage.await("d", 400);
            Stage.awaitQueued(engine, 0);
        }
        Map<String, Long> sources = new HashMap<>(sink.book("good").bySource());
        assertThat(sources.get("127.0.0.2")).isBetween(290L, 310L);
        assertThat(sources.get("127.0.0.3")).isBetween(90L, 110L);
    }

    @Test
    void badDomainsDoNotHoldUpTheOthers() throws Exception {
        sites(site("good", 1), site("dead", 2, new PeerEffect.Refuse()), site("hung", 3, new PeerEffect.Hang()));
        try (Engine engine = stage.start(stage.world())) {
            send(
                    2_000,
                    "good.example",
                    "good.example",
                    "dead.example",
                    "good.example",
                    "hung.example",
                    "good.example",
                    "good.example",
                    "good.example",
                    "good.example",
                    "good.example");
            stage.await("d", 1_600);
            Stage.awaitQueued(engine, 400);
        }
        assertThat(sink.book("good").messages()).isEqualTo(1_600);
    }

    @Test
    void tenThousandOfOneTenantDoNotDelayTenOfAnother() throws Exception {
        sites(site("good", 1, new PeerEffect.Slow(Duration.ofMillis(2))));
        stage.write("shaping.d/10.toml", "[[path]]\nmax-connections = 2\nmax-ready = 500\n");
        stage.write("tenants.toml", "[[tenant]]\nname = \"big\"\n\n[[tenant]]\nname = \"small\"\n");
        try (Engine engine = stage.start(stage.world())) {
            source(10_000, number -> tenant("big", number), SourceWatcher.NONE).send();
            long waiting = engine.queues().queued();
            new SmtpSource(
                            new Load(stage.smtp(), 1, 10, 20_000, 100, true, 0, number -> tenant("small", number)),
                            new RealTime(),
                            SourceWatcher.NONE)
                    .send();
            stage.await(records -> records.stream()
                            .filter(one -> "d".equals(one.get("type")) && "small".equals(one.get("tenant")))
                            .count()
                    == 10);
            long left = engine.queues().queued();
            assertThat(waiting - left)
                    .as("delivered before the ten, of %s", waiting)
                    .isLessThan(waiting / 3);
        }
    }

    private void sites(Provider... providers) throws IOException {
        sink = SmtpSink.start(List.of(providers), 0, new RealTime(), new RealChance(), Optional.of(received));
        stage.mailPort(sink.port());
        for (Provider provider : providers) {
            for (Provider.MailHost host : provider.hosts()) {
                stage.zone(host.name() + " A " + host.address().getHostAddress());
                for (String domain : provider.domains()) {
                    stage.zone(domain + " MX " + host.preference() + " " + host.name());
                }
            }
        }
    }

    private static Provider site(String name, int number, PeerEffect... effects) throws IOException {
        var host = new Provider.MailHost("mx." + name + ".example", 10, InetAddress.getByName("127.0.2." + number));
        return new Provider(name, List.of(name + ".example"), List.of(host), List.of(effects), false);
    }

    private void vmtas(String... enabled) throws IOException {
        stage.write("server.toml", "[server]\nhost-name = \"out.example.org\"\ndefault-pool = \"all\"\n");
        stage.write("vmtas.toml", """
                [[vmta]]
                name = "v1"
                enabled = %b
                [[vmta]]
                name = "v2"
                [[pool]]
                name = "all"
                members = [{ vmta = "v1" }, { vmta = "v2" }]
                """.formatted(List.of(enabled).contains("v1")));
    }

    private Sent send(long messages, String... domains) throws InterruptedException {
        Sent result = source(
                        messages,
                        number -> letter(number, domains[(int) (number % domains.length)]),
                        SourceWatcher.into(sent))
                .send();
        assertThat(result.accepted()).isEqualTo(messages);
        return result;
    }

    private SmtpSource source(long messages, Letter.Writer letters, SourceWatcher watcher) {
        InetSocketAddress engine = stage.smtp();
        return new SmtpSource(Load.of(engine, 10, messages, 500, letters), new RealTime(), watcher);
    }

    private static Letter letter(long number, String domain) {
        return new Letter("news@sender.example", List.of("u" + number + "@" + domain), List.of());
    }

    private static Letter tenant(String tenant, long number) {
        return new Letter(
                "news@sender.example", List.of("u" + number + "@good.example"), List.of("X-Tenant: " + tenant));
    }

    private void everythingArrivedOnce() {
        assertThat(received.size()).isEqualTo(sent.size());
        assertThat(received.entries()).isEqualTo(sent.entries());
    }
}
