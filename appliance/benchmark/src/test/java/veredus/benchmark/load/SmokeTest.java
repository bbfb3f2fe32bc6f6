package veredus.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every proof at a size that takes seconds: its own machinery works, and the bounds that do not depend on speed hold. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SmokeTest {
    @TempDir
    private Path directory;

    @Test
    void largeMessagesFitASmallHeap() throws Exception {
        Figures figures =
                Proof.LARGE_BODIES.run(directory, settings(Map.of("sessions", "40", "size-mb", "5", "heap", "64m")));
        assertThat(figures.missed()).isEmpty();
    }

    @Test
    void idleConnectionsLetMailPass() throws Exception {
        Figures figures = Proof.IDLE_CONNECTIONS.run(
                directory, settings(Map.of("connections", "300", "messages", "200", "heap", "128m")));
        assertThat(figures.value("connections-lost")).isZero();
        assertThat(figures.value("mail-per-s-beside")).isPositive();
    }

    @Test
    void everyRecipientOfAMessageGetsIt() throws Exception {
        Figures figures = Proof.MANY_RECIPIENTS.run(
                directory, settings(Map.of("recipients", "1000", "size", "4096", "heap", "96m")));
        assertThat(figures.missed()).isEmpty();
    }

    @Test
    void connectionsToSitesThatHangAreAllOpened() throws Exception {
        Figures figures =
                Proof.OUTBOUND_CONNECTIONS.run(directory, settings(Map.of("connections", "480", "heap", "128m")));
        assertThat(figures.missed()).isEmpty();
    }

    @Test
    void healthySitesGetTheirMailBesideBadOnes() throws Exception {
        Figures figures = Proof.GOODPUT.run(
                directory,
                settings(Map.of(
                        "seconds",
                        "2",
                        "repeats",
                        "1",
                        "rate",
                        "100",
                        "warm-up",
                        "100",
                        "size",
                        "1024",
                        "heap",
                        "256m",
                        "healthy-domains",
                        "10",
                        "bad-domains",
                        "8")));
        assertThat(figures.value("paced-ratio")).isGreaterThan(0.5);
    }

    @Test
    void eachDomainIsAQueueOfItsOwn() throws Exception {
        Figures figures = Proof.MANY_QUEUES.run(
                directory,
                settings(Map.of("queues", "400", "few", "20", "messages", "400", "warm-up", "100", "heap", "256m")));
        // Those of the warm-up are still there.
        assertThat(figures.value("queues")).isEqualTo(420);
    }

    @Test
    void whatWasDeferredIsQueuedAgainAfterARestart() throws Exception {
        Figures figures = Proof.BIG_SPOOL.run(
                directory, settings(Map.of("messages", "500", "domains", "5", "connections", "5", "heap", "256m")));
        assertThat(figures.value("queued")).isEqualTo(500);
        assertThat(figures.missed()).noneMatch(miss -> miss.contains("are queued"));
    }

    @Test
    void reloadsEndNoSessionAndLoseNothing() throws Exception {
        Figures figures = Proof.CONFIG.run(
                directory,
                settings(Map.of(
                        "vmtas",
                        "20",
                        "tenants",
                        "10",
                        "rules",
                        "50",
                        "seconds",
                        "3",
                        "per-second",
                        "4",
                        "warm-up",
                        "100",
                        "rate",
                        "100",
                        "heap",
                        "256m")));
        assertThat(figures.value("refused")).isEqualTo(6);
        assertThat(figures.value("failed-sessions")).isZero();
        assertThat(figures.value("lost")).isZero();
    }

    @Test
    void anUnknownSettingIsNamed() {
        assertThatThrownBy(() -> Proof.GOODPUT.run(directory, settings(Map.of("secnds", "2"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secnds");
    }

    private static Settings settings(Map<String, String> given) {
        return new Settings(given);
    }
}
