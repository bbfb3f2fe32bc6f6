package veredus.engine.admin;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first of many in some order, found without sorting all of them. Used by one thread. */
final class Foremost<T> {
    private final Comparator<T> order;
    private final int limit;

    /** The last of those that are kept comes first. */
    private final PriorityQueue<T> kept;

    private long seen;

    /**
     * None so far.
     *
     * @param limit at most so many are kept; 1 or more
     */
    Foremost(Comparator<T> order, int limit) {
        this.order = order;
        this.limit = limit;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    void add(T one) {
        seen++;
        T last = kept.peek();
        if (last == null || kept.size() < limit) {
            kept.add(one);
        } else if (order.compare(one, last) < 0) {
            kept.remove();
            kept.add(one);
        }
    }

    /** The first, in order. */
    List<T> list() {
        return kept.stream().sorted(order).toList();
    }

    /** How many there were to choose from. */
    long seen() {
        return seen;
    }
}
