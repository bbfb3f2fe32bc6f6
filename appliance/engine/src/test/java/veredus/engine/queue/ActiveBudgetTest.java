package veredus.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** However many paths fill up, there is room for another. */
class ActiveBudgetTest {

    @Test
    void aPathAloneMayUseAThirdOfTheBound() {
        assertThat(fill(new ActiveBudget(1000), 10_000, true)).isBetween(330, 400);
    }

    @Test
    void aHundredHangingPathsLeaveRoomForAHealthyOne() {
        var budget = new ActiveBudget(10_000);
        for (int path = 0; path < 100; path++) {
            fill(budget, 10_000, true);
        }

        assertThat(fill(budget, 10_000, true)).isGreaterThanOrEqualTo(4);
        assertThat(budget.used()).isLessThan(10_000);
    }

    @Test
    void theBoundHolds() {
        var budget = new ActiveBudget(50);
        for (int path = 0; path < 100; path++) {
            fill(budget, 10, true);
        }

        assertThat(budget.used()).isEqualTo(50);
    }

    @Test
    void howeverManySitesHangThoseThatServeKeepAnEighth() {
        var budget = new ActiveBudget(8_000);
        for (int path = 0; path < 5_000; path++) {
            fill(budget, 10_000, false);
        }

        assertThat(budget.used()).isEqualTo(7_000);
        assertThat(fill(budget, 10_000, true)).isGreaterThan(100);
    }

    private static int fill(ActiveBudget budget, int limit, boolean serving) {
        int held = 0;
        while (budget.take(held, limit, serving)) {
            held++;
        }
        return held;
    }
}
