package veredus.engine.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Connections are never more than the bound, and a free one is never kept from whoever wants it. */
class ConnectionBudgetTest {
    private final ConnectionBudget budget = new ConnectionBudget(1);
    private final ArrayList<String> called = new ArrayList<>();

    @Test
    void whoAsksInVainIsCalledInTurn() {
        Runnable first = () -> take("first");
        Runnable second = () -> take("second");
        assertThat(budget.take(Standing.MORE, first)).isTrue();
        budget.take(Standing.MORE, first);
        budget.take(Standing.MORE, second);

        budget.giveBack();
        assertThat(called).containsExactly("first");
        budget.giveBack();
        assertThat(called).containsExactly("first", "second");
        assertThat(budget.open()).isEqualTo(1);
    }

    @Test
    void whatTheFirstDoesNotTakeIsOfferedToTheNext() {
        budget.take(Standing.MORE, () -> {});
        budget.take(Standing.MORE, () -> called.add("wants none"));
        budget.take(Standing.MORE, () -> take("wants one"));

        budget.giveBack();
        assertThat(called).containsExactly("wants none", "wants one");
    }

    @Test
    void whoAsksOftenIsRememberedOnce() {
        Runnable again = () -> called.add("again");
        budget.take(Standing.MORE, again);
        for (int i = 0; i < 1000; i++) {
            budget.take(Standing.MORE, again);
        }

        budget.giveBack();
        assertThat(called).hasSize(1);
    }

    @Test
    void howeverManyConnectionsHangOthersCanBeOpened() {
        var large = new ConnectionBudget(80);
        for (int i = 0; i < 1000; i++) {
            large.take(Standing.MORE, () -> {});
        }
        assertThat(large.open()).isEqualTo(60);
        for (int i = 0; i < 1000; i++) {
            large.take(Standing.FIRST, () -> {});
        }
        assertThat(large.open()).isEqualTo(70);

        assertThat(large.take(Standing.SERVING, () -> {})).isTrue();
    }

    @Test
    void whoServesIsCalledFirst() {
        budget.take(Standing.MORE, () -> {});
        budget.take(Standing.MORE, () -> called.add("may hang"));
        budget.take(Standing.SERVING, () -> called.add("serves"));
        budget.take(Standing.FIRST, () -> called.add("is new"));

        budget.giveBack();
        assertThat(called).containsExactly("serves", "is new", "may hang");
    }

    private void take(String name) {
        called.add(name);
        budget.take(Standing.MORE, () -> {});
    }
}
