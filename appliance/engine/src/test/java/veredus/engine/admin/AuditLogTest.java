package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.AuditPage;
import veredus.api.admin.AuditRecord;
import veredus.world.World;
import veredus.world.real.RealWorld;

/** The audit log on disk: order, bounds, and what a crash leaves. */
@Timeout(60)
class AuditLogTest {
    private static final Instant NOON = Instant.parse("2020-11-25T12:00:00Z");

    @TempDir
    private Path directory;

    private AuditLog open(long largest) throws IOException {
        return open(largest, new AuditLog.Keep(Duration.ZERO, 0));
    }

    private AuditLog open(long largest, AuditLog.Keep keep) throws IOException {
        World world = RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));
        return AuditLog.open(new DataFiles(world, directory), world, directory, largest, keep);
    }

    private static AuditRecord record(int number) {
        return new AuditRecord(
                NOON.plusSeconds(number), "kim", "127.0.0.1", "POST /x", "", "reason " + number, 200, "");
    }

    @Test
    void theLatestComesFirstAndOnlySinceATimeWhenAskedSo() throws IOException {
        try (AuditLog log = open(AuditLog.LARGEST_BYTES)) {
            for (int i = 0; i < 5; i++) {
                log.append(record(i), true);
            }

            assertThat(log.page(Optional.empty(), 2)).isEqualTo(new AuditPage(List.of(record(4), record(3)), false));
            assertThat(log.page(Optional.of(NOON.plusSeconds(3)), 10))
                    .isEqualTo(new AuditPage(List.of(record(4), record(3)), true));
        }
    }

    @Test
    void fullFilesArePutAsideAndOnlySoMuchIsKept() throws IOException {
        try (AuditLog log = open(300, new AuditLog.Keep(Duration.ZERO, 3_000))) {
            for (int i = 0; i < 100; i++) {
                log.append(record(i), false);
            }
            List<AuditRecord> records = log.page(Optional.empty(), 1_000).records();

            assertThat(records.getFirst()).isEqualTo(record(99));
            assertThat(records)
                    .hasSizeBetween(20, 40)
                    .isSortedAccordingTo((one, other) -> other.when().compareTo(one.when()));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSizeBetween(10, 16);
        }
    }

    @Test
    void filesWithoutAYoungRecordGoAndTheYoungestStays() throws IOException {
        try (AuditLog log = open(300, new AuditLog.Keep(Duration.ZERO, 0))) {
            for (int i = 0; i < 30; i++) {
                log.append(record(i), false);
            }
            assertThat(log.page(Optional.empty(), 100).records()).hasSize(30);
        }
        // What was written is of a day long gone.
        try (AuditLog log = open(300, new AuditLog.Keep(Duration.ofDays(1), 0))) {
            assertThat(log.page(Optional.empty(), 100).records())
                    .hasSizeBetween(1, 5)
                    .startsWith(record(29));
        }
    }

    @Test
    void aLineThatACrashHasTornIsCutOff() throws IOException {
        try (AuditLog log = open(AuditLog.LARGEST_BYTES)) {
            log.append(record(1), true);
        }
        Files.writeString(directory.resolve(AuditLog.FILE), "{\"when\":\"2026-1", StandardOpenOption.APPEND);

        try (AuditLog log = open(AuditLog.LARGEST_BYTES)) {
            log.append(record(2), true);
            assertThat(log.page(Optional.empty(), 10).records()).containsExactly(record(2), record(1));
        }
    }
}
