package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;

/** A priority that an operator has set holds over restarts, attempts, compaction and power cuts. */
@Timeout(300)
class PriorityPowerCutTest {
    private static final int MESSAGES = 80;
    private static final int BATCH = 40;
    private static final int URGENT = 1;

    @Test
    void afterAnyOperationADeliveryIsAsUrgentAsWasPromised() throws Exception {
        var disk = new RecordingDisk();
        Map<MessageId, Integer> changedAt = new HashMap<>();
        int storedAt;
        try (Spool spool = Story.open(disk)) {
            for (int i = 0; i < MESSAGES; i++) {
                Message message = Mail.store(spool, Mail.body(300, i));
                Delivery.allOf(message).forEach(spool::rest);
            }
            storedAt = disk.operations();
            var urgent = new ArrayList<Delivery>();
            for (int changed = 0; changed < MESSAGES; changed += BATCH) {
                List<Delivery> some = spool.take(Mail.queue("example.net"), Mail.T0.plusSeconds(1), BATCH);
                urgent.addAll(spool.prioritize(some, URGENT));
                some.forEach(delivery -> changedAt.put(delivery.message().id(), disk.operations()));
            }
            urgent.forEach(spool::rest);
        }
        assertThat(changedAt).hasSize(MESSAGES);

        var wrongs = new ArrayList<String>();
        for (int moment = storedAt; moment <= disk.operations(); moment++) {
            wrongs(disk.afterPowerCut(moment, moment), moment, changedAt, wrongs);
        }
        assertThat(wrongs).isEmpty();
    }

    private static void wrongs(RecordingDisk image, int moment, Map<MessageId, Integer> changedAt, List<String> wrongs)
            throws SpoolException {
        try (Spool spool = Story.open(image)) {
            Set<MessageId> found = new HashSet<>();
            for (Delivery delivery : Mail.takeAll(spool)) {
                MessageId id = delivery.message().id();
                found.add(id);
                boolean promised = changedAt.getOrDefault(id, Integer.MAX_VALUE) <= moment;
                boolean known = delivery.priority() == URGENT || delivery.priority() == Envelope.USUAL_PRIORITY;
                if (!known || (promised && delivery.priority() != URGENT)) {
                    wrongs.add("after " + moment + ": " + id + " has " + delivery.priority());
                }
            }
            if (found.size() != MESSAGES) {
                wrongs.add("after " + moment + ": " + found.size() + " of " + MESSAGES);
            }
        }
    }

    @Test
    void itOutlivesAttemptsAndTheSegmentsItWasWrittenIn() throws Exception {
        var disk = new RecordingDisk();
        MessageId id;
        try (Spool spool = Story.open(disk)) {
            Message message = Mail.store(spool, Mail.body(300, 1));
            id = message.id();
            Delivery urgent = spool.prioritize(Delivery.allOf(message), URGENT).getFirst();
            Delivery tried = urgent.deferred(urgent.pending(), Mail.T0.plusSeconds(60), Mail.T0, "451 no", false);
            spool.commit(List.of(new StateChange(urgent, List.of(), Optional.of(tried))));
            spool.rest(tried);
            spool.accounted(List.of(message));
            for (int i = 0; disk.list(Story.DIRECTORY).contains("00000001.log"); i++) {
                Message other = Mail.store(spool, Mail.body(400, i));
                spool.commit(List.of(Mail.delivered(Delivery.allOf(other).getFirst())));
                spool.accounted(List.of(other));
            }
        }
        try (Spool spool = Story.open(disk.copy())) {
            Delivery found = spool.take(id, 0).orElseThrow();
            assertThat(found.priority()).isEqualTo(URGENT);
            assertThat(found.attempts()).isEqualTo(1);

            spool.rest(spool.prioritize(List.of(found), Envelope.USUAL_PRIORITY).getFirst());
            assertThat(spool.take(id, 0).orElseThrow().priority()).isEqualTo(Envelope.USUAL_PRIORITY);
        }
    }
}
