package veredus.simulator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the book remembers. */
class LedgerTest {

    @Test
    void copiesOfTheSameMessageAreCounted() {
        var ledger = new Ledger(10);
        ledger.add(new Ledger.Key(1, "A@x"), 7);
        ledger.add(new Ledger.Key(1, "a@x"), 7);
        assertThat(ledger.find(new Ledger.Key(1, "a@X"))).contains(new Ledger.Entry(7, 2, false));
    }

    @Test
    void aCopyWithAnotherChecksumIsRememberedAsAltered() {
        var ledger = new Ledger(10);
        ledger.add(new Ledger.Key(1, "a@x"), 7);
        ledger.add(new Ledger.Key(1, "a@x"), 8);
        ledger.add(new Ledger.Key(1, "a@x"), 7);
        assertThat(ledger.find(new Ledger.Key(1, "a@x"))).contains(new Ledger.Entry(7, 3, true));
    }

    @Test
    void aFullBookCountsWhatItCannotHold() {
        var ledger = new Ledger(1);
        ledger.add(new Ledger.Key(1, "a@x"), 7);
        ledger.add(new Ledger.Key(2, "a@x"), 7);
        ledger.add(new Ledger.Key(1, "a@x"), 7);
        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.overflow()).isEqualTo(1);
    }
}
