package veredus.engine.spool;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import veredus.engine.spool.RestingOrder.Resting;

/**
 * Sorts all that rests by queue, due time, message and number, in flat arrays: 10 million take 360 MB of heap for some
 * seconds. Used by one thread.
 */
final class RestingSort {
    /** The lower half of a sort key says which one it is, the upper half holds as many bits of the value. */
    private static final int KEY_BITS = 31;

    private static final int LOWER_HALF = Integer.SIZE;

    private final Catalogue catalogue;
    private int count;
    private int[] queue = {};
    private int[] number = {};
    private long[] due = {};
    private long[] id = {};

    RestingSort(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    Iterable<Resting> sorted() {
        collect();
        int[] order = byQueue();
        for (int from = 0; from < count; ) {
            int to = from + 1;
            while (to < count && queue[order[to]] == queue[order[from]]) {
                to++;
            }
            sort(order, from, to, List.of(due, id));
            from = to;
        }
        return () -> iterator(order);
    }

    private void collect() {
        catalogue.lock.lock();
        try {
            LiveTable live = catalogue.live;
            int bound = Math.toIntExact(live.size());
            queue = new int[bound];
            number = new int[bound];
            due = new long[bound];
            id = new long[bound];
            live.forEach(entry -> {
                if (live.is(entry, LiveTable.RESTING)) {
                    queue[count] = live.queue(entry);
                    number[count] = live.number(entry);
                    due[count] = live.due(entry);
                    id[count] = live.id(entry);
                    count++;
                }
            });
        } finally {
            catalogue.lock.unlock();
        }
    }

    /** Counting sort. */
    private int[] byQueue() {
        int bound = 0;
        for (int i = 0; i < count; i++) {
            bound = Math.max(bound, queue[i] + 1);
        }
        int[] next = new int[bound + 1];
        for (int i = 0; i < count; i++) {
            next[queue[i] + 1]++;
        }
        for (int q = 0; q < bound; q++) {
            next[q + 1] += next[q];
        }
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[next[queue[i]]++] = i;
        }
        return order;
    }

    /** Sorts by the first of {@code values}, those that are equal by the next, and in the end by their numbers. */
    private void sort(int[] order, int from, int to, List<long[]> values) {
        if (values.isEmpty()) {
            sortByNumber(order, from, to);
            return;
        }
        long[] value = values.getFirst();
        long least = Long.MAX_VALUE;
        long greatest = 0;
        for (int i = from; i < to; i++) {
            least = Math.min(least, value[order[i]]);
            greatest = Math.max(greatest, value[order[i]]);
        }
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(greatest - least) - KEY_BITS);
        long[] keys = new long[to - from];
        for (int i = from; i < to; i++) {
            keys[i - from] = ((value[order[i]] - least) >>> shift << LOWER_HALF) | order[i];
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            order[from + i] = (int) keys[i];
        }
        // Where lower bits were cut off, the same value again, of which less is left.
        List<long[]> next = shift > 0 ? values : values.subList(1, values.size());
        for (int i = 0; i < keys.length; ) {
            int same = i + 1;
            while (same < keys.length && keys[same] >>> LOWER_HALF == keys[i] >>> LOWER_HALF) {
                same++;
            }
            if (same - i > 1) {
                sort(order, from + i, from + same, next);
            }
            i = same;
        }
    }

    /** By insertion: deliveries of one message that are due in one queue at one time are few. */
    private void sortByNumber(int[] order, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int moving = order[i];
            int place = i;
            for (; place > from && number[order[place - 1]] > number[moving]; place--) {
                order[place] = order[place - 1];
            }
            order[place] = moving;
        }
    }

    private Resting resting(int at) {
        return new Resting(queue[at], due[at], id[at], number[at]);
    }

    private Iterator<Resting> iterator(int[] order) {
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return at < count;
            }

            @Override
            public Resting next() {
                return resting(order[at++]);
            }
        };
    }
}
