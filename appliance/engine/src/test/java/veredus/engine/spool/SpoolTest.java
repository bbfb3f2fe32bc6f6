package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.Durability;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.engine.envelope.Recipient;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;

@Timeout(60)
class SpoolTest {
    private final RecordingDisk disk = new RecordingDisk();

    private Spool open() throws SpoolException {
        return Story.open(disk);
    }

    @Test
    void aStoredMessageIsReadBackAsItWas() throws Exception {
        byte[] body = Mail.body(5000, 3);
        try (Spool spool = open()) {
            Message message = Mail.store(spool, body);
            message.body().forget();
            assertThat(Mail.read(spool, message)).isEqualTo(body);
        }
    }

    @Test
    void anEnvelopeSurvivesARestartInAllItsParts() throws Exception {
        var recipient = new Recipient(
                7,
                new Mailbox("ü\"x", new Domain("example.net")),
                Set.of(Recipient.Notify.DELAY, Recipient.Notify.FAILURE),
                Optional.of("rfc822;old@example.net"));
        Message message;
        try (Spool spool = open()) {
            message = Mail.store(spool, Durability.DURABLE, Mail.text("a: b\r\n\r\n.x\r\n"), recipient);
        }
        try (Spool spool = open()) {
            Delivery found =
                    spool.take(Mail.queue("example.net"), Instant.MAX, 9).getFirst();
            assertThat(found.message().envelope()).isEqualTo(message.envelope());
            assertThat(found.message().body().needsStuffing()).isTrue();
            assertThat(found.pending()).containsExactly(recipient);
        }
    }

    @Test
    void whatIsTakenBackIsGoneAlsoAfterARestart() throws Exception {
        try (Spool spool = open()) {
            Message kept = Mail.store(spool, Mail.text("a: b\r\n"));
            Message large = Mail.store(
                    spool,
                    Durability.DURABLE,
                    Mail.body(200_000, 3),
                    Mail.to(0, "a", "x.example"),
                    Mail.to(1, "b", "y.example"));
            Message inMemory =
                    Mail.store(spool, Durability.MEMORY, Mail.text("a: b\r\n"), Mail.to(0, "a", "z.example"));

            spool.takeBack(List.of(large, inMemory));

            assertThat(spool.find(large.id())).isEmpty();
            assertThat(spool.find(inMemory.id())).isEmpty();
            assertThat(spool.find(kept.id())).isPresent();
        }
        try (Spool spool = open()) {
            assertThat(spool.queues()).extracting(QueueSummary::queue).containsExactly(Mail.queue("example.net"));
        }
    }

    @Test
    void dotsNeedStuffingOnlyAtTheBeginningOfALine() throws Exception {
        try (Spool spool = open()) {
            for (String text : List.of(".a\r\n", "a\r\n.b\r\n", "\r\n.\r\n")) {
                assertThat(Mail.store(spool, Mail.text(text)).body().needsStuffing())
                        .as(text)
                        .isTrue();
            }
            for (String text : List.of("a.b\r\n", "a\n.b\r\n", "a\r.b\r\n", "a\r\n b.\r\n")) {
                assertThat(Mail.store(spool, Mail.text(text)).body().needsStuffing())
                        .as(text)
                        .isFalse();
            }
        }
    }

    @Test
    void aStateIsFoundAgainAfterARestart() throws Exception {
        Instant later = Mail.T0.plusSeconds(600);
        try (Spool spool = open()) {
            Message message = Mail.store(
                    spool,
                    Durability.DURABLE,
                    Mail.body(900, 1),
                    Mail.to(0, "a", "x.example"),
                    Mail.to(1, "b", "x.example"));
            Delivery delivery = Delivery.allOf(message).getFirst();
            var left = new Delivery(
                    message,
                    0,
                    delivery.queue(),
                    List.of(delivery.pending().get(1)),
                    1,
                    later,
                    Optional.of(Mail.T0),
                    "451 no",
                    true);
            var settled = List.of(new StateChange.Settled(0, StateChange.End.BOUNCED));
            spool.commit(List.of(new StateChange(delivery, settled, Optional.of(left))));
        }
        try (Spool spool = open()) {
            assertThat(spool.take(Mail.queue("x.example"), later.minusMillis(1), 9))
                    .isEmpty();
            Delivery found = spool.take(Mail.queue("x.example"), later, 9).getFirst();
            assertThat(found.pending()).extracting(Recipient::number).containsExactly(1);
            assertThat(found.lastStatus()).isEqualTo("451 no");
            assertThat(found.delayTold()).isTrue();
            assertThat(found.firstAttempt()).contains(Mail.T0);
            assertThat(found.due()).isEqualTo(later);
        }
    }

    @Test
    void idsArePagedLikeDeliveries() throws Exception {
        try (Spool spool = open()) {
            for (int i = 0; i < 5; i++) {
                Delivery delivery =
                        Delivery.allOf(Mail.store(spool, Mail.body(90, i))).getFirst();
                spool.rest(delivery.dueAt(Mail.T0.plusSeconds(i % 2)));
            }
            var ids = new ArrayList<MessageId>();
            var deliveries = new ArrayList<MessageId>();
            Optional<RestingPosition> from = Optional.of(RestingPosition.START);
            while (from.isPresent()) {
                RestingIds page = spool.ids(Mail.queue("example.net"), from.get(), 2);
                spool.page(Mail.queue("example.net"), from.get(), 2)
                        .deliveries()
                        .forEach(delivery -> deliveries.add(delivery.message().id()));
                ids.addAll(page.messages());
                from = page.next();
            }
            assertThat(ids).hasSize(5).isEqualTo(deliveries);
            assertThat(spool.ids(Mail.queue("none.example"), RestingPosition.START, 2)
                            .messages())
                    .isEmpty();
        }
    }

    @Test
    void whatIsSettledDoesNotComeBack() throws Exception {
        try (Spool spool = open()) {
            for (int i = 0; i < 100; i++) {
                Message message = Mail.store(spool, Mail.body(700, i));
                spool.commit(
                        Delivery.allOf(message).stream().map(Mail::delivered).toList());
            }
        }
        try (Spool spool = open()) {
            assertThat(spool.queues()).isEmpty();
        }
    }

    @Test
    void whatRestsIsTakenInTheOrderOfItsDueTimes() throws Exception {
        try (Spool spool = open()) {
            for (int i : new int[] {3, 1, 2}) {
                Delivery delivery =
                        Delivery.allOf(Mail.store(spool, Mail.body(300, i))).getFirst();
                spool.commit(List.of(Mail.deferral(delivery, Mail.T0.plusSeconds(i))));
                spool.rest(Mail.deferred(delivery, Mail.T0.plusSeconds(i)));
            }
            QueueName queue = Mail.queue("example.net");
            assertThat(spool.earliestDue(queue).orElseThrow())
                    .isBetween(Mail.T0.plusSeconds(1), Mail.T0.plusSeconds(2));
            assertThat(spool.peek(queue, 1, 1)).extracting(Delivery::due).containsExactly(Mail.T0.plusSeconds(2));
            assertThat(spool.queues()).extracting(QueueSummary::deliveries).containsExactly(3L);
            assertThat(spool.take(queue, Mail.T0.plusSeconds(3), 2))
                    .extracting(Delivery::due)
                    .containsExactly(Mail.T0.plusSeconds(1), Mail.T0.plusSeconds(2));
            assertThat(spool.take(queue, Mail.T0.plusSeconds(9), 9)).hasSize(1);
            assertThat(spool.queues()).isEmpty();
        }
    }

    @Test
    void aLargeMessageGoesThroughTheLogInPieces() throws Exception {
        byte[] body = Mail.body(300_000, 5);
        try (Spool spool = open()) {
            assertThat(Mail.read(spool, Mail.store(spool, body))).isEqualTo(body);
        }
        try (Spool spool = open()) {
            Delivery found = Mail.takeAll(spool).getFirst();
            assertThat(Mail.read(spool, found.message())).isEqualTo(body);
        }
    }

    @Test
    void memoryMailIsWrittenWhenItRests() throws Exception {
        var memory = new BodyMemory(1 << 20);
        byte[] body = Mail.body(900, 1);
        try (Spool spool =
                Spool.open(Worlds.with(disk, Duration.ofMillis(2)), Mail.policy(1 << 16), Story.DIRECTORY, memory)) {
            Message first = Mail.store(spool, Durability.MEMORY, body, Mail.to(0, "a", "one.example"));
            Message second = Mail.store(spool, Durability.MEMORY, body, Mail.to(0, "a", "one.example"));
            assertThat(memory.usedBytes()).isEqualTo(1800);
            spool.commit(List.of(Mail.delivered(Delivery.allOf(first).getFirst())));
            second.body().forget();
            spool.rest(Delivery.allOf(second).getFirst());
            assertThat(memory.usedBytes()).isZero();
            Delivery taken =
                    spool.take(Mail.queue("one.example"), Instant.MAX, 9).getFirst();
            assertThat(taken.message().id()).isEqualTo(second.id());
            assertThat(Mail.read(spool, taken.message())).isEqualTo(body);
        }
    }

    @Test
    void aMessageIsFoundWithAllThatIsLeftOfIt() throws Exception {
        try (Spool spool = open()) {
            Message message = Mail.store(
                    spool,
                    Durability.RELAXED,
                    Mail.body(400, 1),
                    Mail.to(0, "a", "one.example"),
                    Mail.to(1, "b", "two.example"));
            List<Delivery> deliveries = Delivery.allOf(message);
            spool.commit(List.of(Mail.delivered(deliveries.get(0))));
            spool.rest(deliveries.get(1));
            assertThat(spool.find(message.id()).orElseThrow().deliveries())
                    .extracting(Delivery::number)
                    .containsExactly(1);
            assertThat(spool.find(new MessageId(5))).isEmpty();
        }
    }

    @Test
    void receptionsAfterTheLastCheckpointAreTold() throws Exception {
        Message second;
        try (Spool spool = open()) {
            spool.accounted(List.of(Mail.store(spool, Mail.body(300, 1))));
            second = Mail.store(spool, Mail.body(300, 2));
        }
        try (Spool spool = open()) {
            var told = new ArrayList<MessageId>();
            spool.unaccounted(message -> told.add(message.id()));
            assertThat(told).containsExactly(second.id());
        }
    }

    @Test
    void whatIsLeftOverIsCountedWithoutNewMailAndToldOnce() throws Exception {
        try (Spool spool = open()) {
            Mail.store(spool, Mail.body(300, 1));
            Mail.store(spool, Mail.body(300, 2));
        }
        try (Spool spool = open()) {
            spool.rest(Delivery.allOf(Mail.store(spool, Mail.body(300, 3))).getFirst());
            assertThat(spool.resting()).isEqualTo(3);
            assertThat(spool.leftOver()).singleElement().satisfies(queue -> {
                assertThat(queue.deliveries()).isEqualTo(2);
                assertThat(queue.earliestDue()).isAfterOrEqualTo(Mail.T0);
            });
            assertThat(spool.leftOver()).isEmpty();
        }
    }

    @Test
    void aCleanStopLeavesASnapshotThatTheNextStartBelieves() throws Exception {
        try (Spool spool = open()) {
            for (int i = 0; i < 50; i++) {
                spool.accounted(List.of(Mail.store(
                        spool,
                        Durability.DURABLE,
                        Mail.body(300 + 400 * i, i),
                        Mail.to(0, "a", "d" + i % 7 + ".example"))));
            }
        }
        RecordingDisk without = disk.copy();
        assertThat(disk.exists(Story.DIRECTORY.resolve("snapshot"))).isTrue();
        without.delete(Story.DIRECTORY.resolve("snapshot"));
        try (Spool believing = open();
                Spool reading = Story.open(without)) {
            assertThat(believing.queues()).isEqualTo(reading.queues());
            assertThat(Mail.takeAll(believing))
                    .extracting(Delivery::message)
                    .extracting(Message::id)
                    .containsExactlyElementsOf(Mail.takeAll(reading).stream()
                            .map(d -> d.message().id())
                            .toList());
        }
    }

    @Test
    void aDamagedSnapshotIsNotBelieved() throws Exception {
        try (Spool spool = open()) {
            spool.accounted(List.of(Mail.store(spool, Mail.body(300, 1))));
        }
        int size = disk.content(Story.DIRECTORY.resolve("snapshot")).length;
        for (int at = 0; at < size; at += 3) {
            RecordingDisk image = disk.copy();
            image.flip(Story.DIRECTORY.resolve("snapshot"), at, 4);
            try (Spool spool = Story.open(image)) {
                assertThat(Mail.takeAll(spool)).hasSize(1);
            }
        }
    }

    @Test
    void idsGrowAlsoOverARestart() throws Exception {
        MessageId before;
        try (Spool spool = open()) {
            before = Mail.store(spool, Mail.body(300, 1)).id();
            assertThat(spool.newId()).isGreaterThan(before);
        }
        try (Spool spool = open()) {
            assertThat(spool.newId()).isGreaterThan(before);
        }
    }

    @Test
    void aSecondOwnerIsRefused() throws Exception {
        try (Spool spool = open()) {
            assertThat(spool.rebuilt()).isTrue();
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            SpoolException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(SpoolException.Reason.LOCKED));
        }
    }

    @Test
    void manyThreadsStoreAndSettleAtOnce() throws Exception {
        var settled = new AtomicInteger();
        try (Spool spool = open()) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 1000; i++) {
                int seed = i;
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        Message message = Mail.store(spool, Mail.body(200 + seed, seed));
                        if (seed % 2 == 0) {
                            spool.commit(Delivery.allOf(message).stream()
                                    .map(Mail::delivered)
                                    .toList());
                            settled.incrementAndGet();
                        }
                    } catch (SpoolException failure) {
                        throw new IllegalStateException(failure);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(settled).hasValue(500);
        try (Spool spool = open()) {
            assertThat(Mail.takeAll(spool)).hasSize(500);
        }
        assertThat(disk.forces()).isLessThan(1500);
    }

    @Test
    void newMailIsRefusedWhenTheDiskIsFull() throws Exception {
        disk.free(0);
        try (Spool spool = open()) {
            assertThat(spool.admission()).isEqualTo(Admission.HARD_LIMIT);
            assertThatThrownBy(() -> Mail.store(spool, Mail.body(300, 1))).isInstanceOf(SpoolException.class);
        }
    }
}
