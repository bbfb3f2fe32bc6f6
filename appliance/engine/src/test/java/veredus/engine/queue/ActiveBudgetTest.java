package veredus.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** However many paths fill up, there is room for another. */
class ActiveBudgetTest {

    @Test
    void aPathAloneMayUseAThirdOfTheBound() {
        assertThat(fill(new ActiveBudget(1000), 10_000)).isBetween(330, 400);
    }

    @Test
    void aHundredHangingPathsLeaveRoomForAHealthyOne() {
        var budget = new ActiveBudget(10_000);
        for (int path = 0; path < 100; path++) {
            fill(budget, 10_000);
        }

        assertThat(fill(budget, 10_000)).isGreaterThanOrEqualTo(4);
        assertThat(budget.used()).isLessThan(10_000);
    }

    @Test
    void theBoundHolds() {
        var budget = new ActiveBudget(50);
        for (int path = 0; path < 100; path++) {
            fill(budget, 10);
        }

        assertThat(budget.used()).isEqualTo(50);
    }

    private static int fill(ActiveBudget budget, int limit) {
        int held = 0;
        while (budget.take(held, limit)) {
            held++;
        }
        return held;
    }
}
