package veredus.engine.admin;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import veredus.engine.queue.QueueLimit;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.queue.SharedLimits;

/** The numbers of shared limits, each rule's counts added up. Its owner sees that one thread at a time is here. */
final class LimitMetrics {
    /** Rules that have labels of their own: those that hold up most. */
    static final int MOST_LIMITS = 50;

    private final AdminRooms rooms;
    private final MultiGauge used;
    private final MultiGauge waiting;
    private final MultiGauge held;

    /** One rule. */
    private static final class Sum {
        private long used;
        private long waiting;
        private long held;

        double used() {
            return used;
        }

        double waiting() {
            return waiting;
        }

        double held() {
            return held;
        }
    }

    LimitMetrics(AdminRooms rooms, MeterRegistry registry) {
        this.rooms = rooms;
        this.used = MultiGauge.builder("veredus.limit.used.deliveries")
                .description("Deliveries on their way that a shared limit counts")
                .register(registry);
        this.waiting = MultiGauge.builder("veredus.limit.waiting.queues")
                .description("Queues that wait for room in a shared limit")
                .register(registry);
        this.held = MultiGauge.builder("veredus.limit.held.deliveries")
                .description("Deliveries of those queues that are not on their way")
                .register(registry);
    }

    /** Takes the numbers of this moment. */
    void read() {
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (SharedLimits.Count count : rooms.queues().limits().counts()) {
            Sum sum = sum(sums, count.limit().match().rule().title());
            sum.used += count.limit().used();
            sum.waiting += count.waiting();
        }
        if (!sums.isEmpty()) {
            rooms.queues().all().forEach(queue -> addHeld(sums, queue));
        }
        List<Map.Entry<String, Sum>> most = sums.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, Sum>>comparingLong(one -> one.getValue().held)
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(MOST_LIMITS)
                .toList();
        register(used, most, Sum::used);
        register(waiting, most, Sum::waiting);
        register(held, most, Sum::held);
    }

    private static void addHeld(Map<String, Sum> sums, ScheduledQueue queue) {
        for (QueueLimit limit : queue.limits()) {
            if (limit.waits()) {
                sum(sums, limit.limit().match().rule().title()).held += Math.max(0, queue.queued() - queue.ready());
            }
        }
    }

    private static Sum sum(Map<String, Sum> sums, String title) {
        return sums.computeIfAbsent(title, absent -> new Sum());
    }

    private static void register(MultiGauge gauge, List<Map.Entry<String, Sum>> sums, ToDoubleFunction<Sum> value) {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        sums.forEach(one -> rows.add(MultiGauge.Row.of(Tags.of("limit", one.getKey()), one.getValue(), value)));
        gauge.register(rows, true);
    }
}
