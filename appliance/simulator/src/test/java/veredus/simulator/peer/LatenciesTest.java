package veredus.simulator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Percentiles from buckets. */
class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void aPercentileIsAtMostSixPercentTooHigh() {
        for (long nanos = 1; nanos <= 100_000; nanos++) {
            latencies.add(nanos * 1000);
        }
        assertThat(latencies.percentile(0.5)).isBetween(Duration.ofMillis(50), Duration.ofNanos(53_200_000));
        assertThat(latencies.percentile(0.95)).isBetween(Duration.ofMillis(95), Duration.ofMillis(101));
    }

    @Test
    void theLastPercentileIsTheLongest() {
        latencies.add(5);
        latencies.add(1_234_567);
        assertThat(latencies.percentile(1)).isEqualTo(latencies.longest()).isEqualTo(Duration.ofNanos(1_234_567));
    }

    @Test
    void withoutValuesThereIsNoTime() {
        assertThat(latencies.percentile(0.5)).isZero();
    }

    @Test
    void theLongestLongStillHasABucket() {
        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.percentile(0.5)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    }
}
