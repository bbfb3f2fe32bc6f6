package veredus.benchmark.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is killed over and over keeps what it has promised. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CrashTestTest {
    @TempDir
    private Path directory;

    @Test
    void nothingIsLostAlteredOrRepeatedWithoutNeedOverFiftyKills() throws Exception {
        int kills = Integer.getInteger("veredus.crash.kills", 50);
        CrashReport report = new CrashTest(CrashTest.Plan.of(directory, kills, 20261125), System.err::println).run();
        System.err.println(report.json());
        assertThat(report.isClean()).as(report.json() + report.examples()).isTrue();
        assertThat(report.queued()).isZero();
    }
}
