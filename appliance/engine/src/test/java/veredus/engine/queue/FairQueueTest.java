package veredus.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Samples;

/** Nobody's mail waits behind all of somebody else's. */
class FairQueueTest {
    private final FairQueue queue = new FairQueue();

    @Test
    void tenantsTakeTurnsHoweverMuchEachHas() {
        add("big", "c", 5, 100);
        add("small", "c", 5, 3);

        assertThat(tenantsOfNext(6)).containsExactly("big", "small", "big", "small", "big", "small");
    }

    @Test
    void campaignsOfATenantTakeTurns() {
        add("t", "first", 5, 10);
        add("t", "second", 5, 2);

        assertThat(next(5))
                .extracting(d -> d.queue().campaign())
                .containsExactly("first", "second", "first", "second", "first");
    }

    @Test
    void urgentMailOfATenantGoesFirst() {
        add("t", "newsletter", 7, 5);
        add("t", "password-reset", 1, 2);

        assertThat(next(3))
                .extracting(d -> d.queue().campaign())
                .containsExactly("password-reset", "password-reset", "newsletter");
    }

    @Test
    void whatAnOperatorMadeUrgentGoesFirst() {
        add("t", "newsletter", 5, 3);
        queue.add(Samples.delivery("t", "late", 9, "x@y.example").prioritized(0));

        assertThat(next(1)).extracting(d -> d.queue().campaign()).containsExactly("late");
    }

    @Test
    void theLeastUrgentIsNotStarved() {
        add("t", "slow", 9, 1);
        add("t", "urgent", 0, 100);

        assertThat(next(FairQueue.MERCY)).extracting(d -> d.queue().campaign()).contains("slow");
    }

    @Test
    void oneDeliveryCanBeTakenOutAndTheOthersKeepTheirOrder() {
        add("t", "c", 5, 3);
        Delivery second = queue.list(
                        Samples.delivery("t", "c", 5, "x@y.example").queue(), 10)
                .get(1);

        assertThat(queue.remove(second.queue(), second.message().id(), second.number()))
                .isEqualTo(second);
        assertThat(queue.remove(second.queue(), second.message().id(), second.number()))
                .isNull();
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.size(second.queue())).isEqualTo(2);
        assertThat(next(2)).doesNotContain(second);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void oneQueueCanBeTakenOutWhole() {
        add("t", "stays", 5, 3);
        add("t", "goes", 5, 4);
        add("t", "goes", 1, 2);
        var gone = Samples.delivery("t", "goes", 5, "x@y.example").queue();

        assertThat(queue.removeAll(gone)).hasSize(6);
        assertThat(queue.size(gone)).isZero();
        assertThat(queue.size()).isEqualTo(3);
        assertThat(next(4)).hasSize(3).allMatch(d -> d.queue().campaign().equals("stays"));
    }

    @Test
    void deliveriesOfOneQueueKeepTheirOrder() {
        List<Delivery> in = add("t", "c", 5, 50);

        assertThat(next(50)).containsExactlyElementsOf(in);
        assertThat(queue.poll()).isNull();
    }

    private List<Delivery> add(String tenant, String campaign, int priority, int count) {
        var added = new ArrayList<Delivery>();
        for (int i = 0; i < count; i++) {
            Delivery delivery = Samples.delivery(tenant, campaign, priority, "r" + i + "@y.example");
            queue.add(delivery);
            added.add(delivery);
        }
        return added;
    }

    private List<Delivery> next(int count) {
        var taken = new ArrayList<Delivery>();
        for (int i = 0; i < count; i++) {
            Delivery delivery = queue.poll();
            if (delivery != null) {
                taken.add(delivery);
            }
        }
        return taken;
    }

    private List<String> tenantsOfNext(int count) {
        return next(count).stream().map(d -> d.queue().tenant()).toList();
    }
}
