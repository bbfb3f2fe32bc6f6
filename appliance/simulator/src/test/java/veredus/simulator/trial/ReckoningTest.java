package veredus.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import veredus.simulator.peer.Ledger;
import veredus.simulator.trial.RunningEngine.Fate;
import veredus.simulator.trial.RunningEngine.State;

/** Which differences between the three books are found. */
class ReckoningTest {
    private final Ledger source = new Ledger(10);
    private final Ledger sinks = new Ledger(10);
    private final Map<String, Fate> fates = new HashMap<>();
    private long inQueues;

    @Test
    void booksThatAgreeAreEven() {
        message(1, State.DELIVERED);
        sinks.add(new Ledger.Key(1, "u1@x"), 1);
        message(2, State.BOUNCED);
        message(3, State.QUEUED);
        assertThat(reckoning().complaints()).isEmpty();
        assertThat(reckoning())
                .extracting(Reckoning::accepted, Reckoning::delivered, Reckoning::bounced, Reckoning::queued)
                .containsExactly(3L, 1L, 1L, 1L);
    }

    @Test
    void aMessageThatNobodyKnowsIsLost() {
        source.add(new Ledger.Key(1, "u1@x"), 1);
        assertComplaint("does not know what became of it, such as u1@x");
    }

    @Test
    void aDeliveryThatDidNotHappenIsFound() {
        message(1, State.DELIVERED);
        assertComplaint("no provider has it");
    }

    @Test
    void aDeliveryThatWasNotAccountedIsFound() {
        message(1, State.BOUNCED);
        sinks.add(new Ledger.Key(1, "u1@x"), 1);
        assertComplaint("a provider has it");
    }

    @Test
    void aDoubleDeliveryIsFound() {
        message(1, State.DELIVERED);
        sinks.add(new Ledger.Key(1, "u1@x"), 1);
        sinks.add(new Ledger.Key(1, "u1@x"), 1);
        assertComplaint("more than once");
    }

    @Test
    void aChangedBodyIsFound() {
        message(1, State.DELIVERED);
        sinks.add(new Ledger.Key(1, "u1@x"), 2);
        assertComplaint("changed on the way");
    }

    @Test
    void aMessageOutOfNowhereIsFound() {
        sinks.add(new Ledger.Key(9, "u9@x"), 2);
        assertComplaint("the source never heard 250");
    }

    @Test
    void aBookThatOverflowedIsNotEven() {
        var full = new Ledger(0);
        full.add(new Ledger.Key(1, "u1@x"), 1);
        assertThat(Reckoning.of(source, fates, inQueues, full).isEven()).isFalse();
    }

    @Test
    void aQueueThatDoesNotHoldWhatWaitsIsFound() {
        message(1, State.QUEUED);
        inQueues = 0;
        assertComplaint("its queues hold 0");
    }

    private void message(long number, State state) {
        source.add(new Ledger.Key(number, "u" + number + "@x"), 1);
        inQueues += state == State.QUEUED ? 1 : 0;
        fates.put("u" + number + "@x", new Fate(state, 0));
    }

    private Reckoning reckoning() {
        return Reckoning.of(source, fates, inQueues, sinks);
    }

    private void assertComplaint(String text) {
        assertThat(reckoning().complaints())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(text));
    }
}
