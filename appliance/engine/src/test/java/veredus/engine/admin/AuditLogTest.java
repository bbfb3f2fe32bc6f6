package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.AuditPage;
import veredus.api.admin.AuditRecord;
import veredus.world.real.RealDisk;
import veredus.world.real.RealThreads;

/** The audit log on disk: order, bounds, and what a crash leaves. */
@Timeout(60)
class AuditLogTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path directory;

    private AuditLog open(long largest) throws IOException {
        var disk = new RealDisk();
        return AuditLog.open(new DataFiles(disk, new RealThreads(), directory), disk, directory, largest);
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
    void fullFilesArePutAsideAndOnlySoManyKept() throws IOException {
        try (AuditLog log = open(300)) {
            for (int i = 0; i < 100; i++) {
                log.append(record(i), false);
            }
            List<AuditRecord> records = log.page(Optional.empty(), 1_000).records();

            assertThat(records.getFirst()).isEqualTo(record(99));
            assertThat(records)
                    .hasSizeBetween(AuditLog.FILES_KEPT, 99)
                    .isSortedAccordingTo((one, other) -> other.when().compareTo(one.when()));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(AuditLog.FILES_KEPT + 1);
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
