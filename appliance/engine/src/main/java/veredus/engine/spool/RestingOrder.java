package veredus.engine.spool;

import java.util.List;
import java.util.OptionalLong;

/**
 * The deliveries that rest, ordered by queue, due time, message and number. There are two: {@link SpoolIndex}, and a
 * plain one in the tests that is its oracle; so the store below can be replaced without touching the spool.
 */
interface RestingOrder extends AutoCloseable {

    /**
     * One delivery at rest.
     *
     * @param queue its {@link QueueNumbers} number
     * @param due milliseconds since 1970, not negative
     */
    record Resting(int queue, long due, long id, int number) implements Comparable<Resting> {
        @Override
        public int compareTo(Resting other) {
            int byQueue = Integer.compare(queue, other.queue);
            int byDue = byQueue != 0 ? byQueue : Long.compare(due, other.due);
            int byId = byDue != 0 ? byDue : Long.compare(id, other.id);
            return byId != 0 ? byId : Integer.compare(number, other.number);
        }
    }

    void add(Resting resting);

    /** Answers whether it was there. */
    boolean remove(Resting resting);

    /** Those of {@code queue} that are due at {@code until}, from the {@code skip}-th on, at most {@code max}. */
    List<Resting> first(int queue, long until, int skip, int max);

    /** Those of {@code queue} behind {@code position}, at most {@code max}. */
    default List<Resting> behind(int queue, RestingPosition position, int max) {
        var from = new Resting(queue, position.dueMillis(), position.messageId(), position.number());
        return first(queue, Long.MAX_VALUE - 1, 0, Integer.MAX_VALUE).stream()
                .filter(resting -> resting.compareTo(from) > 0)
                .limit(max)
                .toList();
    }

    /** All of them, in their order; not to be changed meanwhile. */
    Iterable<Resting> all();

    /** The earliest due time in {@code queue}. */
    OptionalLong earliest(int queue);

    @Override
    void close();
}
