package veredus.engine.spool;

import java.util.Arrays;
import java.util.Iterator;
import veredus.engine.spool.RestingOrder.Resting;

/**
 * Sorts all that rests by queue, due time, message and number, in flat arrays: 10 million take 360 MB of heap for some
 * seconds. Used by one thread.
 */
final class RestingSort {
    private static final int ORDINAL_BITS = 27;
    private static final int ORDINAL_MASK = (1 << ORDINAL_BITS) - 1;
    private static final long MAX_SPREAD = 1L << (62 - ORDINAL_BITS);

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
            sortByDue(order, from, to);
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

    private void sortByDue(int[] order, int from, int to) {
        long least = Long.MAX_VALUE;
        long greatest = 0;
        for (int i = from; i < to; i++) {
            least = Math.min(least, due[order[i]]);
            greatest = Math.max(greatest, due[order[i]]);
        }
        if (count >= 1 << ORDINAL_BITS || greatest - least >= MAX_SPREAD) {
            sortSlowly(order, from, to);
            return;
        }
        long[] keys = new long[to - from];
        for (int i = from; i < to; i++) {
            keys[i - from] = ((due[order[i]] - least) << ORDINAL_BITS) | order[i];
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            order[from + i] = (int) (keys[i] & ORDINAL_MASK);
        }
        for (int i = from; i < to; ) {
            int same = i + 1;
            while (same < to && due[order[same]] == due[order[i]]) {
                same++;
            }
            if (same - i > 1) {
                sortSlowly(order, i, same);
            }
            i = same;
        }
    }

    private void sortSlowly(int[] order, int from, int to) {
        Integer[] boxed = new Integer[to - from];
        Arrays.setAll(boxed, i -> order[from + i]);
        Arrays.sort(boxed, (a, b) -> resting(a).compareTo(resting(b)));
        for (int i = 0; i < boxed.length; i++) {
            order[from + i] = boxed[i];
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
