package veredus.engine.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import veredus.api.policy.Rate;

/** Places are evenly spread, and one that nobody wants to wait for is not taken. */
class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;
    private final TokenBucket bucket = new TokenBucket(new Rate(2, Duration.ofSeconds(1)), 0);

    @Test
    void placesAreHalfASecondApart() {
        assertThat(bucket.reserve(0, SECOND)).isZero();
        assertThat(bucket.reserve(0, SECOND)).isEqualTo(SECOND / 2);
        assertThat(bucket.waitNanos(0)).isEqualTo(SECOND);
    }

    @Test
    void aPlaceThatIsTooFarOffIsLeftToOthers() {
        bucket.reserve(0, 0);
        assertThat(bucket.reserve(0, SECOND / 4)).isEqualTo(SECOND / 2);

        assertThat(bucket.reserve(0, SECOND)).isEqualTo(SECOND / 2);
    }

    @Test
    void timeInWhichNobodyCameIsNotSavedUp() {
        assertThat(bucket.reserve(100 * SECOND, 0)).isZero();
        assertThat(bucket.waitNanos(100 * SECOND)).isEqualTo(SECOND / 2);
    }

    @Test
    void aPlaceGivenBackIsFreeAtOnce() {
        bucket.reserve(0, 0);
        bucket.giveBack();

        assertThat(bucket.waitNanos(0)).isZero();
    }
}
