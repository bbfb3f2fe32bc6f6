package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueOutlook;
import veredus.api.admin.Role;
import veredus.api.admin.TokenRequest;
import veredus.api.client.EngineClient;
import veredus.api.policy.PolicyTexts;
import veredus.engine.queue.ReadyQueue;
import veredus.world.real.RealTime;

/** A whole engine with limits that paths and queues share. */
@Timeout(120)
class LimitedMailTest {
    private static final String FILE = "shaping.d/70-shared.toml";

    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
        Files.createDirectories(house.configuration.resolve("shaping.d"));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private void limit(String text) throws IOException {
        house.set(FILE, "[[limit]]\n" + text);
        house.client().reload();
    }

    private List<QueueCause> whyLimited(String domain) throws IOException {
        return house.client().why(domain).causes().stream()
                .filter(cause -> cause.cause() == QueueCause.Kind.LIMIT)
                .toList();
    }

    private int used() {
        return house.engine().queues().limits().counts().stream()
                .mapToInt(count -> count.limit().used())
                .sum();
    }

    @Test
    void aRateIsKeptOverTheVmtasOfAPool() throws Exception {
        house.set("vmtas.toml", """
                [[vmta]]
                name = "one"
                [[vmta]]
                name = "two"
                [[pool]]
                name = "all"
                members = [{ vmta = "one" }, { vmta = "two" }]
                """);
        limit("pool = 'all'\nmessage-rate = '20/s'");
        Instant from = new RealTime().now();

        house.send(42, "good.example");
        until(() -> house.client().status().delivered() == 42);

        assertThat(Duration.between(from, new RealTime().now())).isGreaterThan(Duration.ofMillis(1800));
        assertThat(house.engine().readyQueues().all())
                .extracting(ready -> ready.path().vmta())
                .contains("one", "two");
        until(() -> used() == 0);
    }

    @Test
    void connectionsOfATenantAreKeptOverItsSites() throws Exception {
        limit("tenant = 'default'\nmax-connections = 2");
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                house.send(30, "good.example");
                house.send(30, "later.example");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });

        until(() -> {
            int flying = house.engine().readyQueues().all().stream()
                    .mapToInt(ReadyQueue::inFlight)
                    .sum();
            // Landing and the next start are not seen at one instant, so what is counted is asked too.
            assertThat(Math.min(flying, used())).isLessThanOrEqualTo(2);
            return house.client().status().delivered() == 30
                    && house.client().status().deferred() == 30;
        });
        sender.join();
        until(() -> used() == 0);
    }

    @Test
    void whyNamesTheLimitAndARaisedOneLetsMailGoAtOnce() throws Exception {
        limit("name = 'slow'\neach = ['domain']\nmessage-rate = '1/h'");
        house.send(3, "good.example");
        until(() -> house.client().status().delivered() == 1);
        until(() -> !whyLimited("good.example").isEmpty());

        QueueCause cause = whyLimited("good.example").getFirst();
        assertThat(cause.file()).isEqualTo(FILE);
        assertThat(cause.line()).isEqualTo(4);
        assertThat(cause.until()).hasValueSatisfying(until -> assertThat(until).isAfter(new RealTime().now()));
        assertThat(cause.evidence()).contains("limit slow has no room", "1/h", "domain=good.example");
        assertThat(cause.remedy()).contains("raise message-rate");
        assertThat(house.client().queue(":default@good.example/all").reasons()).anyMatch(why -> why.contains("slow"));
        assertThat(house.client().metrics())
                .contains("veredus_limit_waiting_queues{limit=\"slow\"} 1")
                .contains("veredus_limit_held_deliveries{limit=\"slow\"} 2");
        house.send(1, "later.example");
        until(() -> house.client().status().deferred() == 1);

        Map<String, String> files =
                new TreeMap<>(PolicyTexts.read(house.configuration).files());
        files.put(FILE, "[[limit]]\nname = 'slow'\nmax-connections = 9\n");
        List<QueueOutlook.Effect> effects = house.client()
                .compare(PolicyCompareRequest.of(Optional.of(files)))
                .queues()
                .getFirst()
                .effects();
        assertThat(effects)
                .contains(new QueueOutlook.Effect(
                        "max-connections of limit slow", "", "9 together for all mail", FILE, 3))
                .anyMatch(effect -> effect.name().equals("message-rate of limit slow")
                        && effect.after().isEmpty());

        limit("name = 'slow'\neach = ['domain']\nmessage-rate = '1000/s'");
        until(() -> house.client().status().delivered() == 3);
        until(() -> used() == 0);
    }

    @Test
    void aTokenOfATenantDoesNotLearnOtherTenantsFromALimit() throws Exception {
        limit("tenant = ['acme', 'default']\neach = ['domain']\nmessage-rate = '1/h'");
        house.send(3, "good.example");
        until(() -> !whyLimited("good.example").isEmpty());
        String secret = house.client()
                .addToken(new TokenRequest(
                        "own", Optional.of(Role.VIEWER), Optional.of("default"), Optional.of("for the test")))
                .secret()
                .orElseThrow();

        try (var own = new EngineClient(URI.create(house.url()), secret)) {
            assertThat(own.why("good.example").causes())
                    .anySatisfy(
                            cause -> assertThat(cause.evidence()).contains("limit tenant=default each=[domain] has"))
                    .allSatisfy(cause -> assertThat(cause.toString()).doesNotContain("acme"));
            assertThat(own.queue(":default@good.example/all").toString()).doesNotContain("acme");
        }
        assertThat(whyLimited("good.example").getFirst().evidence()).contains("acme");
    }
}
