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
        assertThat(budget.take(first)).isTrue();
        budget.take(first);
        budget.take(second);

        budget.giveBack();
        assertThat(called).containsExactly("first");
        budget.giveBack();
        assertThat(called).containsExactly("first", "second");
        assertThat(budget.open()).isEqualTo(1);
    }

    @Test
    void whatTheFirstDoesNotTakeIsOfferedToTheNext() {
        budget.take(() -> {});
        budget.take(() -> called.add("wants none"));
        budget.take(() -> take("wants one"));

        budget.giveBack();
        assertThat(called).containsExactly("wants none", "wants one");
    }

    @Test
    void whoAsksOftenIsRememberedOnce() {
        Runnable again = () -> called.add("again");
        budget.take(again);
        for (int i = 0; i < 1000; i++) {
            budget.take(again);
        }

        budget.giveBack();
        assertThat(called).hasSize(1);
    }

    private void take(String name) {
        called.add(name);
        budget.take(() -> {});
    }
}
