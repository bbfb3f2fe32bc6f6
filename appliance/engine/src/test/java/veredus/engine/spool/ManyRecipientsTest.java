package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.QueueName;
import veredus.engine.envelope.Recipient;
import veredus.engine.spool.StateChange.End;
import veredus.engine.spool.StateChange.Settled;
import veredus.mail.address.Domain;

/** A message for more recipients of one domain than a delivery has, with some of another domain behind them. */
@Timeout(60)
class ManyRecipientsTest {
    private static final int LARGE = 2 * Delivery.MOST_RECIPIENTS + 50;

    private final RecordingDisk disk = new RecordingDisk();

    private static Message stored(Spool spool) throws SpoolException {
        var to = new ArrayList<Recipient>();
        for (int i = 0; i < LARGE; i++) {
            to.add(Mail.to(i, "u" + i, "large.example"));
        }
        to.add(Mail.to(LARGE, "a", "small.example"));
        to.add(Mail.to(LARGE + 1, "b", "small.example"));
        return Mail.store(spool, Durability.DURABLE, Mail.body(300, 1), to.toArray(Recipient[]::new));
    }

    private static StateChange settled(Delivery delivery) {
        return new StateChange(
                delivery,
                delivery.pending().stream()
                        .map(recipient -> new Settled(recipient.number(), End.DELIVERED))
                        .toList(),
                Optional.empty());
    }

    private static List<Integer> pending(Spool spool, String domain) throws SpoolException {
        var queue = new QueueName("acme", "spring", new Domain(domain), "pool-a");
        return spool.take(queue, Instant.MAX, 9).stream()
                .flatMap(delivery -> delivery.pending().stream())
                .map(Recipient::number)
                .sorted()
                .toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void allOfThemAreThereAfterARestart() throws Exception {
        try (Spool spool = Story.open(disk)) {
            stored(spool);
        }
        try (Spool spool = Story.open(disk)) {
            assertThat(pending(spool, "large.example")).isEqualTo(numbers(0, LARGE));
            assertThat(pending(spool, "small.example")).containsExactly(LARGE, LARGE + 1);
        }
    }

    @Test
    void onlyThoseOfADeliveryThatEndedAreGone() throws Exception {
        for (int ended = 0; ended < 4; ended++) {
            var own = new RecordingDisk();
            List<Integer> left = new ArrayList<>(numbers(0, LARGE + 2));
            try (Spool spool = Story.open(own)) {
                Delivery delivered = Delivery.allOf(stored(spool)).get(ended);
                left.removeAll(
                        delivered.pending().stream().map(Recipient::number).toList());
                spool.commit(List.of(settled(delivered)));
            }
            try (Spool spool = Story.open(own)) {
                var found = new ArrayList<Integer>(pending(spool, "large.example"));
                found.addAll(pending(spool, "small.example"));
                assertThat(found).isEqualTo(left);
            }
        }
    }

    @Test
    void itIsForgottenWhenAllOfThemHaveEnded() throws Exception {
        Message message;
        try (Spool spool = Story.open(disk)) {
            message = stored(spool);
            spool.commit(Delivery.allOf(message).stream()
                    .map(ManyRecipientsTest::settled)
                    .toList());
            assertThat(spool.find(message.id())).isEmpty();
        }
        try (Spool spool = Story.open(disk)) {
            assertThat(spool.find(message.id())).isEmpty();
            assertThat(pending(spool, "large.example")).isEmpty();
        }
    }
}
