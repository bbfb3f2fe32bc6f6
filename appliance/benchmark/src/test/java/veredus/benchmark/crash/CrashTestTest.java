package veredus.benchmark.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is killed over and over keeps what it has promised, and the test would see it if it did not. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class CrashTestTest {
    private static final int KILLS = Integer.getInteger("veredus.crash.kills", 50);
    private static final int KILLS_TO_FIND_A_FAULT = 4;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostAlteredOrRepeatedWithoutNeed() throws Exception {
        CrashReport report = run(CrashTest.Plan.of(directory.resolve("run"), KILLS / 2, 20261125));
        assertThat(report.isClean()).as(report.json() + report.examples()).isTrue();
        assertThat(report.queued()).isZero();
        assertThat(report.acknowledged()).isPositive();
    }

    @Test
    void nothingIsLostEitherWhenEachKillIsAPowerCut() throws Exception {
        CrashReport report = run(CrashTest.Plan.of(directory.resolve("run"), KILLS - KILLS / 2, 20261126)
                .withPowerCuts());
        assertThat(report.isClean()).as(report.json() + report.examples()).isTrue();
        assertThat(report.queued()).isZero();
        assertThat(report.acknowledged()).isPositive();
    }

    @Test
    void aDiskThatDoesNotForceIsFound() throws Exception {
        assertThat(planted("unforced", "durable").isClean()).isFalse();
    }

    @Test
    void anAcknowledgementBeforeTheSyncIsFound() throws Exception {
        assertThat(planted("", "memory").lost()).isPositive();
    }

    @Test
    void statesThatAreNotKeptAreFound() throws Exception {
        CrashReport report = planted("stateless", "durable");
        assertThat(report.duplicates()).isGreaterThan(report.lawful());
    }

    private CrashReport planted(String layer, String durability) throws Exception {
        List<String> layers = layer.isEmpty() ? List.of() : List.of(layer);
        return run(new CrashTest.Plan(
                directory.resolve("run"), KILLS_TO_FIND_A_FAULT, 2, layers, durability, CrashTest.Plan.WINDOW));
    }

    private static CrashReport run(CrashTest.Plan plan) throws Exception {
        return new CrashTest(plan, line -> {}).run();
    }
}
