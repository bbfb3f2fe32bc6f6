package veredus.engine.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.MessageId;

/**
 * The places in shared limits of what waits in a ready queue or is in flight from it; of what no limit counts there is
 * nothing here. Not safe for many threads but for {@link #isEmpty}: its owner guards it.
 */
final class Places {
    private final Map<Holder, Held> byHolder = new HashMap<>();
    private final Map<String, Integer> waitingByTenant = new HashMap<>();
    private volatile int size;

    /** A delivery by its identity. */
    private record Holder(MessageId id, int number) {
        static Holder of(Delivery delivery) {
            return new Holder(delivery.message().id(), delivery.number());
        }
    }

    /** Its places, and whether it waits; else it is in flight. */
    private record Held(List<LimitLine> limits, boolean waits) {}

    boolean isEmpty() {
        return size == 0;
    }

    /** A delivery waits that has its places. */
    void put(Delivery delivery, List<LimitLine> limits) {
        if (!limits.isEmpty()) {
            byHolder.put(Holder.of(delivery), new Held(limits, true));
            count(delivery, 1);
            size = byHolder.size();
        }
    }

    /** A delivery is in flight, or waits again; if it has no places, that is nothing here. */
    void waits(Delivery delivery, boolean now) {
        if (byHolder.isEmpty()) {
            return;
        }
        Held held = byHolder.get(Holder.of(delivery));
        if (held != null && held.waits() != now) {
            byHolder.put(Holder.of(delivery), new Held(held.limits(), now));
            count(delivery, now ? 1 : -1);
        }
    }

    /** How many wait of a tenant that have places. */
    int waitingOf(String tenant) {
        return waitingByTenant.getOrDefault(tenant, 0);
    }

    /** Takes out the places of what is gone; the caller gives them back when it holds no lock. */
    List<LimitLine> takeOf(List<Delivery> gone) {
        if (byHolder.isEmpty()) {
            return List.of();
        }
        var free = new ArrayList<LimitLine>();
        for (Delivery delivery : gone) {
            Held held = byHolder.remove(Holder.of(delivery));
            if (held != null) {
                free.addAll(held.limits());
                count(delivery, held.waits() ? -1 : 0);
            }
        }
        size = byHolder.size();
        return free;
    }

    private void count(Delivery delivery, int by) {
        waitingByTenant.compute(delivery.queue().tenant(), (tenant, before) -> {
            int count = (before == null ? 0 : before) + by;
            return count == 0 ? null : count;
        });
    }
}
