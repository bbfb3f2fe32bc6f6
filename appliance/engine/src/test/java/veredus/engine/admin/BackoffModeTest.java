package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueMode;
import veredus.api.admin.Role;
import veredus.api.admin.TokenRequest;
import veredus.api.client.EngineClient;
import veredus.world.real.RealTime;

/** Mail that an operator lets go slowly, over HTTP, in a running engine. */
@Timeout(120)
class BackoffModeTest {
    private static final String FILE = "shaping.d/70-backoff.toml";
    private static final String QUEUE = ":default@good.example/all";
    private static final QueueFilter GOOD = QueueActionsTest.domain("good.example");
    private static final QueueFilter LATER = QueueActionsTest.domain("later.example");

    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
        Files.createDirectories(house.configuration.resolve("shaping.d"));
        house.set("retry.toml", """
                [[retry]]
                domain = "*"
                intervals = ["1h"]
                jitter = 0.0
                backoff-intervals = ["6h"]
                """);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private void limits(String text) throws Exception {
        house.set(FILE, "[[path]]\n" + text);
        assertThat(house.client().reload().problems()).isEmpty();
    }

    private void backoff(QueueFilter filter, Optional<Duration> duration) throws Exception {
        house.client()
                .act(
                        QueueAction.BACKOFF,
                        new ActionRequest(
                                filter,
                                false,
                                Optional.empty(),
                                duration,
                                Optional.of("they complain"),
                                Optional.empty()));
    }

    private void normal(QueueFilter filter) throws Exception {
        house.client().act(QueueAction.NORMAL, ActionRequest.of(filter, "they are content"));
    }

    private int used() {
        return house.engine().queues().limits().counts().stream()
                .mapToInt(count -> count.limit().used())
                .sum();
    }

    @Test
    void theRateOfBackoffIsKeptAndOtherMailOfThePathIsNotSlowed() throws Exception {
        limits("backoff-rate = '20/s'");
        backoff(GOOD, Optional.empty());
        Instant from = new RealTime().now();

        house.send(42, "good.example");
        house.send(20, "sub.good.example");
        until(() -> house.client().status().delivered() >= 20);
        until(() ->
                house.client().queue(":default@sub.good.example/all").queue().deliveries() == 0);
        assertThat(house.client().queue(QUEUE).queue().deliveries()).isPositive();

        until(() -> house.client().status().delivered() == 62);
        assertThat(Duration.between(from, new RealTime().now())).isGreaterThan(Duration.ofMillis(1800));
        until(() -> used() == 0);
    }

    @Test
    void theConnectionsOfBackoffAreKeptForWhatWasReadyToo() throws Exception {
        limits("backoff-connections = 1");
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "hold"));
        house.send(40, "good.example");
        backoff(GOOD, Optional.empty());
        house.client().act(QueueAction.RESUME, ActionRequest.of(GOOD, "go"));

        until(() -> {
            assertThat(used()).isLessThanOrEqualTo(1);
            return house.client().status().delivered() == 40;
        });
    }

    @Test
    void theModeIsShownOutlivesARestartAndIsEnded() throws Exception {
        limits("backoff-rate = '1/h'");
        backoff(GOOD, Optional.empty());
        house.send(5, "good.example");
        until(() -> house.client().status().delivered() == 1);
        house.restart();

        // Counts are new after a restart.
        until(() -> house.client().status().delivered() == 1);
        assertThat(house.client().queue(QUEUE).queue().mode()).isEqualTo(QueueMode.BACKOFF);
        assertThat(house.client().status().queuesInBackoff()).isEqualTo(1);
        assertThat(house.client().metrics()).contains("veredus_backoff_mode_queues 1.0");
        QueueCause cause = house.client().why("good.example").causes().stream()
                .filter(one -> one.cause() == QueueCause.Kind.BACKOFF_MODE)
                .findFirst()
                .orElseThrow();
        assertThat(cause.evidence()).contains("by admin", "they complain", "1/h are used up");
        assertThat(cause.since()).isPresent();
        assertThat(cause.remedy()).contains("veredus queue normal");

        normal(GOOD);
        assertThat(house.client().queue(QUEUE).queue().mode()).isEqualTo(QueueMode.NORMAL);
        until(() -> house.client().status().delivered() == 4);
        assertThat(house.client().status().queuesInBackoff()).isZero();
    }

    @Test
    void aRaisedRateLetsMailGoAtOnce() throws Exception {
        limits("backoff-rate = '1/h'");
        backoff(GOOD, Optional.empty());
        house.send(10, "good.example");
        until(() -> house.client().status().delivered() == 1);

        limits("backoff-rate = '1000/s'");

        until(() -> house.client().status().delivered() == 10);
    }

    @Test
    void theModeEndsByItselfAndMailGoesOn() throws Exception {
        limits("backoff-rate = '1/h'");
        backoff(GOOD, Optional.of(Duration.ofSeconds(1)));
        house.send(3, "good.example");

        until(() -> house.client().status().delivered() == 3);
        assertThat(house.client().status().queuesInBackoff()).isZero();
    }

    @Test
    void whatFailsInTheModeIsTriedAgainByItsSchedule() throws Exception {
        assertThat(house.client().reload().problems()).isEmpty();
        backoff(LATER, Optional.empty());
        house.send(1, "later.example");
        until(() -> house.client().status().deferred() == 1);
        assertThat(untilNext()).isGreaterThan(Duration.ofHours(5));

        normal(LATER);
        house.client().act(QueueAction.RETRY, ActionRequest.of(LATER, "now"));
        until(() -> house.client().status().deferred() == 2);
        assertThat(untilNext()).isLessThan(Duration.ofMinutes(61));
    }

    private Duration untilNext() throws Exception {
        until(() -> house.client().queue(":default@later.example/all").queue().inFlight() == 0);
        Instant due = house.client()
                .queue(":default@later.example/all")
                .queue()
                .earliestDue()
                .orElseThrow();
        return Duration.between(new RealTime().now(), due);
    }

    @Test
    void aTenantDoesNotEndWhatAnOperatorOfTheEngineOrdered() throws Exception {
        backoff(GOOD, Optional.empty());
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "hold"));
        house.send(1, "good.example");
        String secret = house.client()
                .addToken(new TokenRequest(
                        "own", Optional.of(Role.OPERATOR), Optional.of("default"), Optional.of("for the test")))
                .secret()
                .orElseThrow();
        try (var own = new EngineClient(URI.create(house.url()), secret)) {
            own.act(QueueAction.NORMAL, ActionRequest.of(GOOD, "faster"));
            assertThat(own.queue(QUEUE).queue().mode()).isEqualTo(QueueMode.BACKOFF);
        }
        assertThatThrownBy(() -> backoff(GOOD, Optional.of(Duration.ZERO))).hasMessageContaining("positive");
    }
}
