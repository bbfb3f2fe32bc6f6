package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;

@Timeout(60)
class DamageTest {
    private static final Path FIRST = Story.DIRECTORY.resolve("00000001.log");

    @Test
    void aLogCutAtAnyByteOfItsLastRecordKeepsAllBefore() throws Exception {
        var disk = new RecordingDisk();
        Message last;
        RecordingDisk crashed;
        try (Spool spool = Story.open(disk)) {
            Mail.store(spool, Mail.body(300, 1));
            last = Mail.store(spool, Mail.body(120, 2));
            crashed = disk.copy();
        }
        int from = LogFormat.positionOf(last.location());
        for (int cut = from; cut < from + 300; cut++) {
            RecordingDisk image = crashed.copy();
            byte[] zeros = new byte[LogFormat.BLOCK - (cut - from)];
            image.open(FIRST).write(ByteBuffer.wrap(zeros), cut);
            try (Spool spool = Story.open(image)) {
                assertThat(Mail.takeAll(spool)).hasSizeBetween(1, 2);
                assertThat(image.exists(Story.DIRECTORY.resolve("quarantine"))).isFalse();
            }
        }
    }

    @Test
    void aFlippedBitCostsAtMostTheRecordItIsIn() throws Exception {
        var disk = new RecordingDisk();
        var ids = new ArrayList<MessageId>();
        try (Spool spool = Story.open(disk)) {
            for (int i = 0; i < 40; i++) {
                ids.add(Mail.store(spool, Mail.body(300, i)).id());
            }
        }
        var chance = new Random(7);
        for (int flip = 0; flip < 150; flip++) {
            RecordingDisk image = disk.copy();
            image.flip(FIRST, chance.nextInt(20 << 10), 1 << chance.nextInt(8));
            try (Spool spool = Story.open(image)) {
                assertThat(readable(spool)).isSubsetOf(ids).hasSizeGreaterThanOrEqualTo(39);
            }
        }
    }

    private static Set<MessageId> readable(Spool spool) throws SpoolException {
        var readable = new HashSet<MessageId>();
        for (Delivery delivery : Mail.takeAll(spool)) {
            try {
                byte[] body = Mail.read(spool, delivery.message());
                assertThat(body).hasSize(300);
                readable.add(delivery.message().id());
            } catch (SpoolException damaged) {
                assertThat(damaged.reason()).isEqualTo(SpoolException.Reason.CORRUPT);
            }
        }
        return readable;
    }

    @Test
    void theInspectionFindsWhatIsDamagedAndExportsTheRest() throws Exception {
        var disk = new RecordingDisk();
        Message damaged;
        try (Spool spool = Story.open(disk)) {
            Mail.store(spool, Mail.body(300, 1));
            damaged = Mail.store(spool, Mail.body(300, 2));
            Mail.store(spool, Mail.body(50_000, 3));
        }
        try (SpoolInspection sound = SpoolInspection.open(disk, Story.DIRECTORY)) {
            SpoolInspection.Report report = sound.check((done, all) -> {});
            assertThat(report.problems()).isEmpty();
            assertThat(report.queued()).isEqualTo(3);
        }
        disk.flip(FIRST, LogFormat.positionOf(damaged.location()) + 300, 1);
        Path into = Path.of("/export");
        try (SpoolInspection inspection = SpoolInspection.open(disk, Story.DIRECTORY)) {
            SpoolInspection.Report report = inspection.check((done, all) -> {});
            assertThat(report.problems()).singleElement().asString().contains("damaged");
            assertThat(report.queued()).isEqualTo(2);
            var told = new ArrayList<String>();
            assertThat(inspection.export(into, told::add, (done, all) -> {})).isEqualTo(2);
            assertThat(told).singleElement().asString().contains("damaged");
        }
        assertThat(disk.list(into)).hasSizeGreaterThanOrEqualTo(3);
    }
}
