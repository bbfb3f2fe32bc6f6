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

@Timeout(60)
class CompactionTest {
    @Test
    void theLogStaysSmallUnderLoadAndKeepsWhatIsAlive() throws Exception {
        var disk = new RecordingDisk();
        Map<MessageId, byte[]> alive = new HashMap<>();
        var unaccounted = new ArrayList<Message>();
        try (Spool spool = Story.open(disk)) {
            for (int i = 0; i < 4000; i++) {
                byte[] body = Mail.body(i % 500 == 1 ? 90_000 : 400 + i % 300, i);
                Message message = Mail.store(spool, body);
                Delivery delivery = Delivery.allOf(message).getFirst();
                if (i % 100 == 1) {
                    spool.commit(List.of(Mail.deferral(delivery, Mail.T0.plusSeconds(i))));
                    spool.rest(Mail.deferred(delivery, Mail.T0.plusSeconds(i)));
                    alive.put(message.id(), body);
                } else {
                    spool.commit(List.of(Mail.delivered(delivery)));
                }
                unaccounted.add(message);
                if (i % 50 == 0) {
                    spool.accounted(unaccounted);
                    unaccounted.clear();
                }
            }
            assertThat(read(spool, spool.peek(Mail.queue("example.net"), 0, 99)))
                    .containsOnlyKeys(alive.keySet());
        }
        long segments = disk.list(Story.DIRECTORY).stream()
                .filter(name -> name.endsWith(".log"))
                .count();
        assertThat(segments).isLessThan(120);
        try (Spool spool = Story.open(disk.copy())) {
            Map<MessageId, byte[]> found = read(spool, Mail.takeAll(spool));
            assertThat(found).containsOnlyKeys(alive.keySet());
            found.forEach((id, body) -> assertThat(body).isEqualTo(alive.get(id)));
        }
    }

    private static Map<MessageId, byte[]> read(Spool spool, List<Delivery> deliveries) throws SpoolException {
        var found = new HashMap<MessageId, byte[]>();
        for (Delivery delivery : new ArrayList<>(deliveries)) {
            assertThat(delivery.attempts()).isEqualTo(1);
            found.put(delivery.message().id(), Mail.read(spool, delivery.message()));
        }
        return found;
    }
}
