package veredus.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The wheel wakes each timer once, never early and at most two ticks late, as a sorted map would. */
class TimerWheelTest {
    private static final long TICK = 20;
    private final List<String> woken = new ArrayList<>();

    @Test
    void aTimerIsWokenWhenItIsDueAndNotBefore() {
        var wheel = new TimerWheel<String>(TICK, 1000);
        wheel.set(new TimerWheel.Timer<>("a"), 1100);

        assertThat(wheel.advance(1099, woken)).isPositive();
        assertThat(woken).isEmpty();
        wheel.advance(1120, woken);
        assertThat(woken).containsExactly("a");
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aTimerSetAgainIsMovedNotDoubled() {
        var wheel = new TimerWheel<String>(TICK, 0);
        var timer = new TimerWheel.Timer<>("a");
        wheel.set(timer, 100);
        wheel.set(timer, 500_000);

        wheel.advance(499_000, woken);
        assertThat(woken).isEmpty();
        wheel.advance(500_040, woken);
        assertThat(woken).containsExactly("a");
    }

    @Test
    void aCancelledTimerIsNeverWoken() {
        var wheel = new TimerWheel<String>(TICK, 0);
        var timer = new TimerWheel.Timer<>("a");
        wheel.set(timer, 100_000);
        wheel.cancel(timer);

        assertThat(wheel.advance(1_000_000, woken)).isEqualTo(Long.MAX_VALUE);
        assertThat(woken).isEmpty();
    }

    @Test
    void dueTimesBeyondTheLastWheelAreKept() {
        var wheel = new TimerWheel<String>(TICK, 0);
        long eightDays = 8L * 24 * 3600 * 1000;
        wheel.set(new TimerWheel.Timer<>("far"), eightDays);

        for (long now = 0; now < eightDays - 2 * TICK; now += 3_600_000) {
            wheel.advance(now, woken);
        }
        assertThat(woken).isEmpty();
        wheel.advance(eightDays + TICK, woken);
        assertThat(woken).containsExactly("far");
    }

    @Test
    void everyoneIsWokenWhenTheClockIsSetBackOrFarForward() {
        for (long set : List.of(-3_600_000L, 20L * 365 * 24 * 3_600_000)) {
            long noon = 1_800_000_000_000L;
            var wheel = new TimerWheel<String>(TICK, noon);
            wheel.set(new TimerWheel.Timer<>("soon"), noon + 1000);
            wheel.set(new TimerWheel.Timer<>("late"), noon + 900_000_000);
            woken.clear();

            assertThat(wheel.advance(noon + set, woken)).isEqualTo(Long.MAX_VALUE);
            assertThat(woken).containsExactlyInAnyOrder("soon", "late");
            assertThat(wheel.size()).isZero();
        }
    }

    @Test
    void aSmallStepBackChangesNothing() {
        var wheel = new TimerWheel<String>(TICK, 10_000);
        wheel.set(new TimerWheel.Timer<>("a"), 11_000);

        wheel.advance(9_500, woken);
        assertThat(woken).isEmpty();
        wheel.advance(11_020, woken);
        assertThat(woken).containsExactly("a");
    }

    @Test
    void itAgreesWithASortedMapOverRandomTimersAndSteps() {
        for (long seed = 1; seed <= 20; seed++) {
            var random = new Random(seed);
            var wheel = new TimerWheel<Long>(TICK, 0);
            var expected = new TreeMap<Long, Integer>();
            long now = 0;
            for (int step = 0; step < 2000; step++) {
                if (random.nextInt(3) > 0) {
                    long due = now + (long) Math.pow(2, random.nextDouble() * 30);
                    wheel.set(new TimerWheel.Timer<>(due), due);
                    expected.merge(due, 1, Integer::sum);
                }
                long before = now;
                var out = new ArrayList<Long>();
                long wait = wheel.advance(now, out);
                now += wait == Long.MAX_VALUE ? 50 : Math.max(1, (long) (wait * random.nextDouble() * 2));
                for (Long due : out) {
                    assertThat(due).as("seed %d", seed).isLessThanOrEqualTo(before);
                    expected.computeIfPresent(due, (d, count) -> count == 1 ? null : count - 1);
                }
                if (!expected.isEmpty()) {
                    assertThat(expected.firstKey()).as("overdue, seed %d", seed).isGreaterThan(before - 2 * TICK);
                }
            }
        }
    }
}
