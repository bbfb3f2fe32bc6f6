package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.mail.address.Domain;

/** Whatever the moment of a power cut, a delivery that is being moved is in one queue, and in the new one once promised. */
@Timeout(300)
class MovePowerCutTest {
    private static final int MESSAGES = 120;
    private static final int BATCH = 40;
    private static final QueueName FROM = Mail.queue("example.net");
    private static final QueueName TO = new QueueName("acme", "spring", new Domain("example.net"), "pool-b", "hub");

    @Test
    void afterAnyOperationEachDeliveryIsInExactlyOneQueue() throws Exception {
        var disk = new RecordingDisk();
        Map<MessageId, Integer> movedAt = new HashMap<>();
        int storedAt;
        try (Spool spool = Story.open(disk)) {
            for (int i = 0; i < MESSAGES; i++) {
                Message message = Mail.store(spool, Mail.body(300, i));
                Delivery.allOf(message).forEach(spool::rest);
            }
            storedAt = disk.operations();
            for (int moved = 0; moved < MESSAGES; moved += BATCH) {
                List<Delivery> taken = spool.take(FROM, Mail.T0.plusSeconds(1), BATCH);
                List<Delivery> there = spool.move(taken, TO);
                taken.forEach(delivery -> movedAt.put(delivery.message().id(), disk.operations()));
                there.forEach(spool::rest);
            }
        }
        assertThat(movedAt).hasSize(MESSAGES);

        var wrongs = new ArrayList<String>();
        for (int moment = storedAt; moment <= disk.operations(); moment++) {
            wrongs(disk.afterPowerCut(moment, moment), moment, movedAt, wrongs);
        }
        assertThat(wrongs).isEmpty();
    }

    private static void wrongs(RecordingDisk image, int moment, Map<MessageId, Integer> movedAt, List<String> wrongs)
            throws SpoolException {
        try (Spool spool = Story.open(image)) {
            Map<MessageId, QueueName> found = new HashMap<>();
            for (Delivery delivery : Mail.takeAll(spool)) {
                MessageId id = delivery.message().id();
                if (found.put(id, delivery.queue()) != null) {
                    wrongs.add("after " + moment + ": twice " + id);
                }
                boolean promised = movedAt.getOrDefault(id, Integer.MAX_VALUE) <= moment;
                if (!delivery.queue().equals(TO)
                        && (promised || !delivery.queue().equals(FROM))) {
                    wrongs.add("after " + moment + ": " + id + " is in " + delivery.queue());
                }
            }
            if (found.size() != MESSAGES) {
                wrongs.add("after " + moment + ": " + found.size() + " of " + MESSAGES);
            }
        }
    }
}
