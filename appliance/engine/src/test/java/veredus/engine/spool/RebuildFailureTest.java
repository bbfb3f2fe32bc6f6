package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;

/** A spool of which the disk does not give the log at a start. */
@Timeout(60)
class RebuildFailureTest {
    /** In all more than what is rebuilt before a start goes on. */
    private static final int MESSAGES = 40;

    private static final int BODY_BYTES = 1 << 20;

    /** A message that lies in one record. */
    private static final int SMALL_BYTES = 4_000;

    @Test
    void newMailIsTakenNothingIsFreedAndAStartThatCanReadHasItAll() throws Exception {
        var before = new RecordingDisk();
        RecordingDisk disk;
        try (Spool spool = Story.open(before)) {
            for (int i = 0; i < MESSAGES; i++) {
                Mail.store(spool, Durability.DURABLE, Mail.body(BODY_BYTES, i), Mail.to(0, "a", "x.example"));
            }
            // As a kill leaves it: a clean stop would leave a snapshot, which is read at once.
            disk = before.copy();
        }
        Message fresh;
        try (Spool spool = Story.open(disk)) {
            disk.failReads(true);
            assertThat(spool.awaitRebuilt()).isTrue();
            assertThat(spool.unreadSegments()).isPositive();
            fresh = Mail.store(spool, Mail.text("a: b\r\n"));
            for (int i = 0; i < MESSAGES; i++) {
                spool.takeBack(List.of(Mail.store(spool, Mail.body(BODY_BYTES, i))));
            }
            disk.failReads(false);
        }
        try (Spool spool = Story.open(disk)) {
            assertThat(spool.awaitRebuilt()).isTrue();
            assertThat(spool.unreadSegments()).isZero();
            assertThat(spool.find(fresh.id())).isPresent();
            assertThat(spool.take(Mail.queue("x.example"), Instant.MAX, 2 * MESSAGES))
                    .hasSize(MESSAGES);
        }
    }

    /** What the documents advise where a file can never be read again. */
    @Test
    void aFileThatIsMovedAwayTakesItsOwnMailOnly() throws Exception {
        var before = new RecordingDisk();
        RecordingDisk disk;
        try (Spool spool = Story.open(before)) {
            for (int i = 0; i < 10 * MESSAGES; i++) {
                Mail.store(spool, Durability.DURABLE, Mail.body(SMALL_BYTES, i), Mail.to(0, "a", "x.example"));
            }
            disk = before.copy();
        }
        List<String> log = disk.list(Story.DIRECTORY).stream()
                .filter(name -> name.endsWith(".log"))
                .sorted()
                .toList();
        disk.delete(Story.DIRECTORY.resolve(log.get(log.size() / 2)));
        try (Spool spool = Story.open(disk)) {
            assertThat(spool.awaitRebuilt()).isTrue();
            assertThat(spool.unreadSegments()).isZero();
            List<Delivery> left = spool.take(Mail.queue("x.example"), Instant.MAX, 20 * MESSAGES);
            assertThat(left).hasSizeBetween(5 * MESSAGES, 10 * MESSAGES - 1);
            for (Delivery delivery : left) {
                assertThat(Mail.read(spool, delivery.message())).hasSize(SMALL_BYTES);
            }
        }
    }
}
