package veredus.control.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import veredus.api.policy.Cidr;

class LoginThrottleTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final InetAddress HERE = address("192.0.2.1");
    private static final InetAddress NEIGHBOUR = address("192.0.2.200");
    private static final InetAddress THERE = address("198.51.100.1");

    private final LoginThrottle throttle = new LoginThrottle();

    private static InetAddress address(String text) {
        return Cidr.parse(text).orElseThrow().network();
    }

    private void fail(String name, InetAddress from, int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed(name, from, NOON);
        }
    }

    @Test
    void aFewSlipsCostNothing() {
        fail("kim", HERE, 3);

        assertThat(throttle.wait("kim", HERE, NOON)).isZero();
    }

    @Test
    void eachFurtherOneWaitsTwiceAsLong() {
        fail("kim", HERE, 4);
        assertThat(throttle.wait("kim", HERE, NOON)).isEqualTo(Duration.ofSeconds(1));
        fail("kim", HERE, 3);
        assertThat(throttle.wait("kim", HERE, NOON)).isEqualTo(Duration.ofSeconds(8));
        fail("kim", HERE, 500);
        assertThat(throttle.wait("kim", HERE, NOON)).isEqualTo(LoginThrottle.LONGEST);
    }

    @Test
    void theSameNetworkIsOneGuesser() {
        fail("kim", HERE, 6);

        assertThat(throttle.wait("kim", NEIGHBOUR, NOON)).isPositive();
    }

    @Test
    void whoComesFromElsewhereIsNotLockedOut() {
        fail("kim", HERE, 50);

        assertThat(throttle.wait("kim", THERE, NOON)).isZero();
    }

    @Test
    void aNetworkThatTriesManyNamesWaitsWithAllOfThem() {
        for (int i = 0; i < 25; i++) {
            throttle.failed("name" + i, HERE, NOON);
        }

        assertThat(throttle.wait("another", HERE, NOON)).isPositive();
        assertThat(throttle.wait("another", THERE, NOON)).isZero();
    }

    @Test
    void successAndTimeAreForgiving() {
        fail("kim", HERE, 6);
        throttle.succeeded("kim", HERE);
        assertThat(throttle.wait("kim", HERE, NOON)).isZero();

        fail("sam", HERE, 6);
        throttle.failed("sam", HERE, NOON.plus(LoginThrottle.FORGIVEN).plusSeconds(1));
        assertThat(throttle.wait("sam", HERE, NOON.plus(LoginThrottle.FORGIVEN).plusSeconds(2)))
                .isZero();
    }
}
