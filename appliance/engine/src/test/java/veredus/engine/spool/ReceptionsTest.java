package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import veredus.engine.settlement.Samples;
import veredus.engine.spool.Receptions.Checkpoint;

class ReceptionsTest {
    private final Receptions receptions = new Receptions(10);

    private void store(long id, long sequence, int segment) {
        receptions.stored(id, sequence, LogFormat.location(segment, 4096));
    }

    @Test
    void theCheckpointStaysBeforeAMessageThatWasStoredMeanwhile() {
        receptions.recovered(List.of());
        store(1, 11, 3);
        store(2, 12, 3);
        store(3, 20, 4);

        assertThat(receptions.accounted(List.of(Samples.message(1, 1), Samples.message(3, 1))))
                .isEqualTo(new Checkpoint(11, 3));
    }

    @Test
    void theCheckpointIsTheLastMessageWhenNothingIsOwed() {
        receptions.recovered(List.of());
        store(1, 11, 3);
        store(2, 20, 4);

        assertThat(receptions.accounted(List.of(Samples.message(2, 1), Samples.message(1, 1))))
                .isEqualTo(new Checkpoint(20, 4));
    }

    @Test
    void theCheckpointDoesNotMoveBeforeItIsKnownWhatAnEarlierRunOwes() {
        store(2, 30, 5);
        assertThat(receptions.accounted(List.of(Samples.message(2, 1)))).isEqualTo(new Checkpoint(10, 0));

        receptions.recovered(List.of(new Replay.Reception(1, 12, LogFormat.location(2, 4096))));
        assertThat(receptions.accounted(List.of())).isEqualTo(new Checkpoint(11, 2));
        assertThat(receptions.accounted(List.of(Samples.message(1, 1)))).isEqualTo(new Checkpoint(30, 5));
    }
}
