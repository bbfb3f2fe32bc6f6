package veredus.engine.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.QueueName;

/**
 * Small numbers for the queues in which something rests, so that an index key is short. A queue in which nothing rests
 * gives its number back: campaigns come and go for years. Guarded by the catalogue's lock.
 */
final class QueueNumbers {
    private final Map<QueueName, Integer> numbers = new HashMap<>();
    private final List<@Nullable QueueName> names = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private long[] resting = new long[64];
    /** Those among them whose messages came after the start. */
    private long[] newcomers = new long[64];

    /** A name that comes again and again, with the number it had the last time. Guarded as the numbers are. */
    static final class Frequent {
        private final QueueName name;
        private int number = -1;
        private @Nullable QueueName held;

        Frequent(QueueName name) {
            this.name = name;
        }

        QueueName name() {
            return name;
        }
    }

    /** As {@link #enter(QueueName, boolean)}, without looking the name up when it still has its number. */
    int enter(Frequent queue, boolean newcomer) {
        int number = queue.number;
        if (number >= 0 && queue.held != null && names.get(number) == queue.held) {
            resting[number]++;
            newcomers[number] += newcomer ? 1 : 0;
            return number;
        }
        queue.number = enter(queue.name, newcomer);
        queue.held = names.get(queue.number);
        return queue.number;
    }

    /** The number of {@code queue}, or -1. */
    int find(QueueName queue) {
        return numbers.getOrDefault(queue, -1);
    }

    /** Counts one more delivery that rests in {@code queue}. */
    int enter(QueueName queue, boolean newcomer) {
        Integer known = numbers.get(queue);
        int number = known == null ? assign(queue) : known;
        resting[number]++;
        newcomers[number] += newcomer ? 1 : 0;
        return number;
    }

    /** Counts one less. */
    void leave(int number, boolean newcomer) {
        newcomers[number] -= newcomer ? 1 : 0;
        if (--resting[number] == 0) {
            numbers.remove(name(number));
            names.set(number, null);
            free.push(number);
        }
    }

    QueueName name(int number) {
        QueueName name = names.get(number);
        if (name == null) {
            throw new IllegalStateException("nothing rests in queue number " + number);
        }
        return name;
    }

    long resting(int number) {
        return resting[number];
    }

    /** How many rest of messages that were there before the start. */
    long leftOver(int number) {
        return resting[number] - newcomers[number];
    }

    int size() {
        return numbers.size();
    }

    /** One more than the greatest number in use. */
    int bound() {
        return names.size();
    }

    void forEach(BiConsumer<Integer, QueueName> each) {
        for (int i = 0; i < names.size(); i++) {
            QueueName name = names.get(i);
            if (name != null) {
                each.accept(i, name);
            }
        }
    }

    /** Brings back a number from a snapshot. */
    void restore(int number, QueueName name, long deliveries) {
        while (names.size() <= number) {
            names.add(null);
        }
        if (number >= resting.length) {
            grow(Math.max(number + 1, resting.length * 2));
        }
        names.set(number, name);
        numbers.put(name, number);
        resting[number] = deliveries;
    }

    /** After the last {@link #restore}: what lies between is free. */
    void restored() {
        for (int number = 0; number < names.size(); number++) {
            if (names.get(number) == null) {
                free.push(number);
            }
        }
    }

    private void grow(int size) {
        resting = Arrays.copyOf(resting, size);
        newcomers = Arrays.copyOf(newcomers, size);
    }

    private int assign(QueueName queue) {
        Integer reused = free.poll();
        int number = reused == null ? names.size() : reused;
        if (reused == null) {
            names.add(queue);
            if (number == resting.length) {
                grow(number * 2);
            }
        } else {
            names.set(number, queue);
        }
        numbers.put(queue, number);
        return number;
    }
}
