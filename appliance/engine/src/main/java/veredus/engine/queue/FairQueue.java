package veredus.engine.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;

/**
 * What waits for one path, served fairly: tenants take turns; within a tenant the most urgent priority goes first, and
 * within it the tenant's queues (campaigns, domains) take turns, each first come, first served. So that the least urgent
 * is not starved, every {@link #MERCY}-th turn of a tenant starts from the other end.
 *
 * <p>Not safe for many threads: its owner guards it.
 */
final class FairQueue {
    static final int MERCY = 16;
    private static final int PRIORITIES = Envelope.LAST_PRIORITY + 1;

    private final Map<String, Share> shares = new HashMap<>();
    private final ArrayDeque<Share> turns = new ArrayDeque<>();
    private final Map<QueueName, Integer> sizes = new HashMap<>();
    private int size;

    /** The part of one tenant. */
    private static final class Share {
        private final String tenant;
        private final List<@Nullable Lane> lanes = new ArrayList<>();
        private int size;
        private int turn;

        Share(String tenant) {
            this.tenant = tenant;
            for (int priority = 0; priority < PRIORITIES; priority++) {
                lanes.add(null);
            }
        }

        void add(Delivery delivery) {
            int priority = delivery.priority();
            Lane lane = lanes.get(priority);
            if (lane == null) {
                lane = new Lane();
                lanes.set(priority, lane);
            }
            lane.add(delivery);
            size++;
        }

        Delivery poll() {
            boolean mercy = ++turn % MERCY == 0;
            for (int i = 0; i < PRIORITIES; i++) {
                Lane lane = lanes.get(mercy ? PRIORITIES - 1 - i : i);
                if (lane != null && !lane.byQueue.isEmpty()) {
                    size--;
                    return lane.poll();
                }
            }
            throw new IllegalStateException("share of " + tenant + " says it has " + size + " but has none");
        }
    }

    /** The queues of one tenant and priority, in the order of their turns. */
    private static final class Lane {
        private final Map<QueueName, ArrayDeque<Delivery>> byQueue = new LinkedHashMap<>();

        void add(Delivery delivery) {
            byQueue.computeIfAbsent(delivery.queue(), name -> new ArrayDeque<>())
                    .add(delivery);
        }

        @Nullable
        Delivery remove(QueueName queue, MessageId id, int number) {
            ArrayDeque<Delivery> waiting = byQueue.get(queue);
            if (waiting == null) {
                return null;
            }
            for (var each = waiting.iterator(); each.hasNext(); ) {
                Delivery delivery = each.next();
                if (delivery.number() == number && delivery.message().id().equals(id)) {
                    each.remove();
                    if (waiting.isEmpty()) {
                        byQueue.remove(queue);
                    }
                    return delivery;
                }
            }
            return null;
        }

        Delivery poll() {
            Map.Entry<QueueName, ArrayDeque<Delivery>> first =
                    byQueue.entrySet().iterator().next();
            ArrayDeque<Delivery> waiting = first.getValue();
            Delivery delivery = waiting.remove();
            if (byQueue.size() > 1 || waiting.isEmpty()) {
                byQueue.remove(first.getKey());
                if (!waiting.isEmpty()) {
                    byQueue.put(delivery.queue(), waiting);
                }
            }
            return delivery;
        }
    }

    int size() {
        return size;
    }

    int size(QueueName queue) {
        return sizes.getOrDefault(queue, 0);
    }

    /** What waits of one tenant. */
    int sizeOfTenant(String tenant) {
        Share share = shares.get(tenant);
        return share == null ? 0 : share.size;
    }

    void add(Delivery delivery) {
        Share share = shares.computeIfAbsent(delivery.queue().tenant(), Share::new);
        if (share.size == 0) {
            turns.add(share);
        }
        share.add(delivery);
        sizes.merge(delivery.queue(), 1, Integer::sum);
        size++;
    }

    @Nullable
    Delivery poll() {
        Share share = turns.poll();
        if (share == null) {
            return null;
        }
        Delivery delivery = share.poll();
        if (share.size > 0) {
            turns.add(share);
        } else {
            shares.remove(share.tenant);
        }
        count(delivery.queue(), -1);
        size--;
        return delivery;
    }

    /** Takes out all that waits of {@code queue}. */
    List<Delivery> removeAll(QueueName queue) {
        var removed = new ArrayList<Delivery>();
        Share share = shares.get(queue.tenant());
        if (share == null) {
            return removed;
        }
        for (Lane lane : share.lanes) {
            ArrayDeque<Delivery> waiting = lane == null ? null : lane.byQueue.remove(queue);
            if (waiting != null) {
                removed.addAll(waiting);
            }
        }
        share.size -= removed.size();
        if (share.size == 0) {
            shares.remove(share.tenant);
            turns.remove(share);
        }
        count(queue, -removed.size());
        size -= removed.size();
        return removed;
    }

    /** Takes out one delivery of {@code queue}. */
    @Nullable
    Delivery remove(QueueName queue, MessageId id, int number) {
        Share share = shares.get(queue.tenant());
        if (share == null) {
            return null;
        }
        for (Lane lane : share.lanes) {
            Delivery found = lane == null ? null : lane.remove(queue, id, number);
            if (found != null) {
                share.size--;
                if (share.size == 0) {
                    shares.remove(share.tenant);
                    turns.remove(share);
                }
                count(queue, -1);
                size--;
                return found;
            }
        }
        return null;
    }

    /** What waits of {@code queue}, at most {@code max}, each lane in its order. */
    List<Delivery> list(QueueName queue, int max) {
        Share share = shares.get(queue.tenant());
        if (share == null) {
            return List.of();
        }
        return share.lanes.stream()
                .filter(Objects::nonNull)
                .map(lane -> lane.byQueue.get(queue))
                .filter(Objects::nonNull)
                .flatMap(ArrayDeque::stream)
                .limit(max)
                .toList();
    }

    /** Takes out everything, in the order in which it would have been served. */
    List<Delivery> removeAll() {
        var removed = new ArrayList<Delivery>(size);
        for (Delivery delivery = poll(); delivery != null; delivery = poll()) {
            removed.add(delivery);
        }
        return removed;
    }

    private void count(QueueName queue, int by) {
        sizes.computeIfPresent(queue, (name, count) -> count + by == 0 ? null : count + by);
    }
}
