package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.Durability;
import veredus.engine.envelope.ArrivalMemory;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;

/** What messages hold in memory while they come in, all together. */
@Timeout(60)
class ArrivalMemoryTest {
    private static final int MESSAGES = 40;
    private static final int SIZE = 300_000;
    private static final int PIECE = 8_000;

    private final ArrivalMemory memory = new ArrivalMemory(200_000);

    private static Spool open() throws SpoolException {
        return Spool.open(
                Worlds.with(new RecordingDisk(), java.time.Duration.ofMillis(2)),
                Mail.policy(4 << 20),
                Story.DIRECTORY,
                new BodyMemory(1 << 20));
    }

    @Test
    void manyLargeMessagesAtOnceStayWithinTheBoundAndArriveWhole() throws Exception {
        try (Spool spool = open()) {
            var ids = new ArrayList<MessageId>();
            var writers = new ArrayList<BodyWriter>();
            for (int i = 0; i < MESSAGES; i++) {
                ids.add(spool.newId());
                writers.add(spool.newBody(ids.getLast(), memory));
            }
            for (int at = 0; at < SIZE; at += PIECE) {
                for (int i = 0; i < MESSAGES; i++) {
                    writers.get(i).write(Mail.body(SIZE, i), at, Math.min(PIECE, SIZE - at));
                }
                long held = writers.stream().mapToLong(BodyWriter::heldBytes).sum();
                // The one that is filled, and the one that is being written.
                assertThat(held).isLessThanOrEqualTo(200_000 + 2L * MESSAGES * ArrivalMemory.FREE_BYTES);
            }
            for (int i = 0; i < MESSAGES; i++) {
                var envelope = Mail.envelope(ids.get(i), Durability.DURABLE, Mail.to(0, "a", "example.net"));
                Message stored = spool.store(envelope, writers.get(i));
                stored.body().forget();
                assertThat(Arrays.equals(Mail.read(spool, stored), Mail.body(SIZE, i)))
                        .isTrue();
            }
        }
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void whatIsGivenUpGivesItsMemoryBack() throws Exception {
        try (Spool spool = open()) {
            for (int size : List.of(100, 20_000, 60_000, 150_000)) {
                try (BodyWriter given = spool.newBody(spool.newId(), memory)) {
                    given.write(Mail.body(size, 1), 0, size);
                }
                assertThat(memory.usedBytes()).as("after %s bytes", size).isZero();
            }
        }
    }

    @Test
    void noMoreIsTakenThanThereIs() {
        assertThat(memory.reserve(150_000)).isTrue();
        assertThat(memory.reserve(50_001)).isFalse();
        assertThat(memory.reserve(50_000)).isTrue();
        memory.release(1);
        assertThat(memory.reserve(2)).isFalse();
        assertThat(memory.reserve(1)).isTrue();
    }
}
