package veredus.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The bars. */
class ProgressTest {

    @Test
    void aBarIsAsFullAsItsShare() {
        assertThat(Progress.bar("sent", 50, 100)).isEqualTo("sent [############............] 50");
    }

    @Test
    void aBarOfNothingIsFull() {
        assertThat(Progress.bar("sent", 0, 0)).isEqualTo("sent [########################] 0");
    }
}
