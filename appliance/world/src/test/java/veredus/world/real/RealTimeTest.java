package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.world.Bell;

/** Bells remember, count once and are never lost. */
@Timeout(60)
class RealTimeTest {
    private static final Duration LATE = Duration.ofSeconds(50);

    private final RealTime time = new RealTime();
    private final RealThreads threads = new RealThreads();

    @Test
    void aRingBeforeTheWaitIsRemembered() throws InterruptedException {
        Bell bell = time.bell();
        bell.ring();
        assertThat(bell.await(Duration.ZERO)).isTrue();
    }

    @Test
    void severalRingsCountAsOne() throws InterruptedException {
        Bell bell = time.bell();
        bell.ring();
        bell.ring();
        bell.await();
        assertThat(bell.await(Duration.ZERO)).isFalse();
    }

    @Test
    void aWaitWithoutARingEndsAtItsLimit() throws InterruptedException {
        long start = time.nanos();
        assertThat(time.bell().await(Duration.ofMillis(20))).isFalse();
        assertThat(time.nanos() - start).isGreaterThanOrEqualTo(20_000_000L);
    }

    @Test
    void aWaitThatHasNoEndInSightIsStillEndedByARing() throws InterruptedException {
        Bell bell = time.bell();
        threads.startVirtual("ringer", bell::ring);
        assertThat(bell.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    }

    @Test
    void twoThreadsThatRingForEachOtherNeverMissARing() throws InterruptedException {
        int rounds = 50_000;
        Bell ping = time.bell();
        Bell pong = time.bell();
        var answered = new AtomicInteger();
        Thread other = threads.startVirtual("other", () -> {
            try {
                for (int i = 0; i < rounds && ping.await(LATE); i++) {
                    answered.incrementAndGet();
                    pong.ring();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < rounds; i++) {
            ping.ring();
            pong.await();
        }
        other.join();
        assertThat(answered).hasValue(rounds);
    }

    @Test
    void anInterruptEndsAWait() throws InterruptedException {
        Bell bell = time.bell();
        var interrupted = new AtomicInteger();
        Thread waiter = threads.startVirtual("waiter", () -> {
            try {
                bell.await();
            } catch (InterruptedException expected) {
                interrupted.incrementAndGet();
            }
        });
        waiter.interrupt();
        waiter.join();
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void chanceStaysInsideItsBounds() {
        var chance = new RealChance();
        for (int i = 0; i < 1_000; i++) {
            assertThat(chance.below(3)).isBetween(0, 2);
            assertThat(chance.fraction()).isBetween(0.0, Math.nextDown(1.0));
        }
        assertThat(chance.secret(16)).hasSize(16).isNotEqualTo(chance.secret(16));
        assertThatThrownBy(() -> chance.below(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
