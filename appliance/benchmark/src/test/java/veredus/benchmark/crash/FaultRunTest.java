package veredus.benchmark.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single faults in the life of a few messages: the process dies, a sync fails, the disk is full. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FaultRunTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {12, 20, 28, 36})
    void aDeathBeforeAnyChangeToTheDiskLosesNothing(int change) throws Exception {
        isKept(run().with(List.of("lossy", "halt:" + change)));
    }

    @Test
    void afterAFailedSyncNothingIsAcknowledged() throws Exception {
        FaultRun.Found found = run().with(List.of("force:14:1000000"));
        isKept(found);
        assertThat(found.refused()).isPositive();
    }

    @Test
    void oneFailedSyncLosesNothing() throws Exception {
        isKept(run().with(List.of("force:14:14")));
    }

    @Test
    void aDiskThatIsFullForAWhileLosesNothing() throws Exception {
        isKept(run().with(List.of("full:25:27")));
    }

    @Test
    void aSyncThatTheKernelFailsIsNotAcknowledged() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not installed: apt-get install strace");
        isKept(run().withStrace(List.of("-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=4")));
    }

    private FaultRun run() {
        return new FaultRun(directory.resolve("run"), line -> {});
    }

    private static void isKept(FaultRun.Found found) {
        CrashReport report = found.report();
        assertThat(report.isClean()).as(found + report.json()).isTrue();
        assertThat(report.queued()).isZero();
    }
}
