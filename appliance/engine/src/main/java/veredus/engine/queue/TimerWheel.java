package veredus.engine.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timer wheel (Varghese and Lauck, 1987): setting and cancelling a timer take the same short time
 * whether there are ten or a hundred thousand. Four wheels of 64 slots; a slot of the first lasts one tick, a slot of
 * each next one a whole turn of the one before. What lies beyond the last wheel waits in its last slot and is set anew
 * from there.
 *
 * <p>Not safe for many threads: its owner guards it.
 *
 * @param <T> what is woken
 */
final class TimerWheel<T> {
    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int WHEELS = 4;

    /** Greater steps of the clock, in ticks, are no passing of time (or of seconds between two computers' clocks). */
    private static final long LONGEST_STEP = 1L << BITS * 3;

    private static final long LONGEST_STEP_BACK = SLOTS;

    private final long tickMillis;
    /** The first timer of each slot, wheel after wheel. */
    private final List<@Nullable Timer<T>> heads = new ArrayList<>(Collections.nCopies(WHEELS * SLOTS, null));

    private long tick;
    private int size;

    /** A wheel that starts at {@code nowMillis} and is exact to {@code tickMillis}. */
    TimerWheel(long tickMillis, long nowMillis) {
        this.tickMillis = tickMillis;
        this.tick = nowMillis / tickMillis;
    }

    /** A timer; set in at most one wheel at a time. */
    static final class Timer<T> {
        final T owner;
        long dueMillis;
        private @Nullable Timer<T> before;
        private @Nullable Timer<T> after;
        private int slot = -1;

        Timer(T owner) {
            this.owner = owner;
        }

        boolean isSet() {
            return slot >= 0;
        }
    }

    int size() {
        return size;
    }

    /** Sets {@code timer} for {@code dueMillis}, moving it when it was set before. */
    void set(Timer<T> timer, long dueMillis) {
        cancel(timer);
        timer.dueMillis = dueMillis;
        place(timer);
        size++;
    }

    void cancel(Timer<T> timer) {
        if (timer.slot < 0) {
            return;
        }
        unlink(timer);
        size--;
    }

    /**
     * Moves on to {@code nowMillis} and adds the owners of what is due to {@code woken}. When the clock has been set,
     * forward or back, what was set by the old clock means nothing: everyone is woken, to look for himself.
     *
     * @return milliseconds until it should be called again; {@link Long#MAX_VALUE} when nothing is set
     */
    long advance(long nowMillis, List<T> woken) {
        long target = nowMillis / tickMillis;
        if (tick - target > LONGEST_STEP_BACK || target - tick > LONGEST_STEP) {
            wakeAll(woken);
            tick = target;
        }
        while (tick < target) {
            if (size == 0) {
                tick = target;
                break;
            }
            tick++;
            for (int wheel = 1; wheel < WHEELS && (tick & mask(wheel)) == 0; wheel++) {
                empty(wheel, slot(tick, wheel), woken);
            }
            empty(0, slot(tick, 0), woken);
        }
        return size == 0 ? Long.MAX_VALUE : tickMillis * ticksToNext() - nowMillis % tickMillis;
    }

    private long ticksToNext() {
        for (int ahead = 1; ahead <= SLOTS; ahead++) {
            long at = tick + ahead;
            if (heads.get(slot(at, 0)) != null || (at & mask(1)) == 0) {
                return ahead;
            }
        }
        return SLOTS;
    }

    private void place(Timer<T> timer) {
        // Rounded up, so that nothing is woken early.
        long due = Math.max((timer.dueMillis + tickMillis - 1) / tickMillis, tick + 1);
        long ahead = due - tick;
        int wheel = 0;
        while (wheel < WHEELS - 1 && ahead >= 1L << BITS * (wheel + 1)) {
            wheel++;
        }
        long reach = 1L << BITS * WHEELS;
        long at = ahead >= reach ? tick + reach - (1L << BITS * (WHEELS - 1)) : due;
        link(timer, wheel, slot(at, wheel));
    }

    private void empty(int wheel, int slot, List<T> woken) {
        Timer<T> timer = heads.set(wheel * SLOTS + slot, null);
        while (timer != null) {
            Timer<T> next = timer.after;
            timer.before = null;
            timer.after = null;
            timer.slot = -1;
            if (timer.dueMillis <= tick * tickMillis) {
                woken.add(timer.owner);
                size--;
            } else {
                place(timer);
            }
            timer = next;
        }
    }

    private void wakeAll(List<T> woken) {
        for (int slot = 0; slot < heads.size(); slot++) {
            for (Timer<T> timer = heads.get(slot); timer != null; timer = heads.get(slot)) {
                cancel(timer);
                woken.add(timer.owner);
            }
        }
    }

    private void link(Timer<T> timer, int wheel, int slot) {
        timer.slot = wheel * SLOTS + slot;
        Timer<T> head = heads.set(timer.slot, timer);
        timer.after = head;
        if (head != null) {
            head.before = timer;
        }
    }

    private void unlink(Timer<T> timer) {
        if (timer.before == null) {
            heads.set(timer.slot, timer.after);
        } else {
            timer.before.after = timer.after;
        }
        if (timer.after != null) {
            timer.after.before = timer.before;
        }
        timer.before = null;
        timer.after = null;
        timer.slot = -1;
    }

    private static int slot(long tick, int wheel) {
        return (int) (tick >>> BITS * wheel) & (SLOTS - 1);
    }

    private static long mask(int wheel) {
        return (1L << BITS * wheel) - 1;
    }
}
