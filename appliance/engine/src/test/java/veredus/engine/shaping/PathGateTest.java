package veredus.engine.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import veredus.api.policy.PathLimits;
import veredus.api.policy.Rate;
import veredus.engine.TestTime;

/** A path gets the connections that it needs and may have, and rests when it fails. */
class PathGateTest {
    private final TestTime time = new TestTime();

    @Test
    void beforeTheFirstSuccessThereAreNoMoreConnectionsThanTheRamp() {
        var gate = new PathGate(limits(20, 5, Optional.empty()), time);

        assertThat(open(gate, 1000)).isEqualTo(5);
        gate.served(Duration.ofSeconds(1).toNanos());
        assertThat(open(gate, 1000)).isEqualTo(5);
        assertThat(gate.open()).isEqualTo(10);
    }

    @Test
    void theLimitIsNeverPassed() {
        var gate = new PathGate(limits(7, 5, Optional.empty()), time);
        for (int i = 0; i < 10; i++) {
            open(gate, 1000);
            gate.served(Duration.ofSeconds(1).toNanos());
        }

        assertThat(gate.open()).isEqualTo(7);
    }

    @Test
    void aFastPeerIsServedOverOneConnection() {
        var gate = new PathGate(limits(20, 5, Optional.empty()), time);
        assertThat(gate.openFor(1, 0)).isTrue();
        gate.served(Duration.ofNanos(200_000).toNanos());

        assertThat(open(gate, 100)).isZero();
        assertThat(open(gate, 5000)).isPositive();
    }

    @Test
    void aSlowPeerGetsAConnectionForEachThatWaits() {
        var gate = new PathGate(limits(20, 20, Optional.empty()), time);
        assertThat(open(gate, 8)).isEqualTo(8);
    }

    @Test
    void connectionsThatAreBusyAreNotCountedOnForWhatWaits() {
        var gate = new PathGate(limits(20, 20, Optional.empty()), time);
        assertThat(open(gate, 8)).isEqualTo(8);

        assertThat(gate.openFor(2, 8)).isTrue();
        assertThat(gate.openFor(2, 8)).isTrue();
        assertThat(gate.openFor(2, 8)).isFalse();
    }

    @Test
    void whereConnectionsHangThereAreTwiceAsManyEachTimeUntilEachDeliveryHasOne() {
        var gate = new PathGate(limits(100, 100, Optional.empty()), time);
        assertThat(gate.openFor(1, 0)).isTrue();
        gate.served(1_000_000);

        for (int before : new int[] {1, 2, 4, 8}) {
            assertThat(gate.openFor(20 - before, before)).isFalse();
            time.pass(PathGate.STALLED_AFTER);
            while (gate.openFor(20 - gate.open(), gate.open())) {
                assertThat(gate.open()).isLessThanOrEqualTo(2 * before);
            }
            assertThat(gate.open()).isEqualTo(2 * before);
        }
        time.pass(PathGate.STALLED_AFTER);
        while (gate.openFor(20 - gate.open(), gate.open())) {
            assertThat(gate.open()).isLessThanOrEqualTo(20);
        }
        assertThat(gate.openWaitNanos(0, 20)).isZero();
    }

    @Test
    void aConnectionIsWorthMostToAPathThatHasServedLately() {
        var gate = new PathGate(limits(100, 100, Optional.empty()), time);
        assertThat(gate.openFor(9, 0)).isTrue();
        assertThat(gate.standing()).isEqualTo(Standing.FIRST);
        assertThat(gate.openFor(9, 0)).isTrue();
        assertThat(gate.standing()).isEqualTo(Standing.MORE);
        gate.served(1_000_000);
        assertThat(gate.standing()).isEqualTo(Standing.SERVING);
        time.pass(PathGate.SERVING_FOR);
        assertThat(gate.standing()).isEqualTo(Standing.MORE);
    }

    @Test
    void aPathWithoutConnectionsRestsTwiceAsLongWithEachFailure() {
        var gate = new PathGate(limits(20, 5, Optional.empty()), time);

        assertThat(gate.failed("refused")).contains(time.now().plus(PathGate.FIRST_BACKOFF));
        assertThat(gate.openFor(10, 0)).isFalse();
        time.pass(PathGate.FIRST_BACKOFF);
        assertThat(gate.state()).isEqualTo(PathState.NORMAL);
        assertThat(gate.failed("refused")).contains(time.now().plus(PathGate.FIRST_BACKOFF.multipliedBy(2)));
        for (int i = 0; i < 20; i++) {
            time.pass(PathGate.LONGEST_BACKOFF);
            assertThat(gate.failed("refused").orElseThrow())
                    .isBeforeOrEqualTo(time.now().plus(PathGate.LONGEST_BACKOFF));
        }
    }

    @Test
    void aFailureBesideOpenConnectionsOnlyStopsTheGrowth() {
        var gate = new PathGate(limits(20, 5, Optional.empty()), time);
        assertThat(open(gate, 100)).isEqualTo(5);
        gate.closed();

        assertThat(gate.failed("421 too many connections")).isEmpty();
        assertThat(gate.openFor(100, 0)).isFalse();
    }

    @Test
    void messagesAreSpreadEvenlyOverTheRate() {
        var gate = new PathGate(limits(20, 5, Optional.of(new Rate(10, Duration.ofSeconds(1)))), time);

        assertThat(gate.reserveMessage()).isZero();
        assertThat(gate.reserveMessage()).isEqualTo(100_000_000L);
        assertThat(gate.reserveMessage()).isEqualTo(200_000_000L);
        time.pass(Duration.ofSeconds(1));
        assertThat(gate.reserveMessage()).isZero();
    }

    private static int open(PathGate gate, int waiting) {
        int opened = 0;
        while (gate.openFor(waiting, 0)) {
            opened++;
        }
        return opened;
    }

    private static PathLimits limits(int connections, int ramp, Optional<Rate> messages) {
        PathLimits d = PathLimits.DEFAULT;
        return new PathLimits(
                connections,
                Optional.empty(),
                messages,
                d.messagesPerConnection(),
                d.recipientsPerMessage(),
                ramp,
                d.maxReady(),
                d.tls(),
                d.idleLimit(),
                d.connectLimit(),
                d.greetingLimit(),
                d.ehloLimit(),
                d.mailLimit(),
                d.rcptLimit(),
                d.dataLimit(),
                d.bodyLimit(),
                d.endOfDataLimit(),
                d.pipelining(),
                d.chunking(),
                d.backoffConnections(),
                d.backoffRate());
    }
}
