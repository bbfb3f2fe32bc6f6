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
    private final Map<Holder, List<LimitLine>> byHolder = new HashMap<>();
    private volatile int size;

    /** A delivery by its identity. */
    private record Holder(MessageId id, int number) {
        static Holder of(Delivery delivery) {
            return new Holder(delivery.message().id(), delivery.number());
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void put(Delivery delivery, List<LimitLine> limits) {
        if (!limits.isEmpty()) {
            byHolder.put(Holder.of(delivery), limits);
            size = byHolder.size();
        }
    }

    /** Takes out the places of what is gone; the caller gives them back when it holds no lock. */
    List<LimitLine> takeOf(List<Delivery> gone) {
        if (byHolder.isEmpty()) {
            return List.of();
        }
        var held = new ArrayList<LimitLine>();
        for (Delivery delivery : gone) {
            List<LimitLine> limits = byHolder.remove(Holder.of(delivery));
            held.addAll(limits == null ? List.of() : limits);
        }
        size = byHolder.size();
        return held;
    }
}
