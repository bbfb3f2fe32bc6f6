package veredus.engine.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.accounting.AccountingRecord;
import veredus.engine.accounting.MemoryDisk;
import veredus.engine.bounce.NoticeKind;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.Recipient.Notify;
import veredus.engine.outcome.FailurePolicy;
import veredus.engine.outcome.Outcome;
import veredus.engine.spool.StateChange.End;
import veredus.engine.spool.StateChange.Settled;
import veredus.mail.address.ReversePath;
import veredus.mail.smtp.Phase;

@Timeout(60)
class SettlementTest {
    private final DurableDouble durable = new DurableDouble();
    private final TestTime time = new TestTime();
    private final Settlement settlement = new Settlement(
            TestWorld.create(time, new MemoryDisk()),
            new FailurePolicy(),
            queue -> Samples.rule(),
            Duration.ofMillis(20),
            durable.steps(),
            new DeliveryCounters());

    /** Hands over what {@code work} does and waits until all of it is durable. */
    private void settle(Runnable work) {
        settlement.start();
        work.run();
        settlement.close();
    }

    @Test
    void anAttemptEndsAsStatesRecordsAndTheNextAttempt() {
        Delivery delivery = Samples.delivery(Samples.message(1, 3));

        settle(() -> settlement.attempted(
                delivery,
                Samples.facts(),
                Samples.results(delivery, Samples.ACCEPTED, Samples.UNKNOWN_USER, Samples.GREYLISTED)));

        assertThat(durable.committed.getFirst().settled())
                .containsExactly(new Settled(0, End.DELIVERED), new Settled(1, End.BOUNCED));
        assertThat(durable.records.keySet()).contains("0000000000001.0.d1", "0000000000001.1.b1", "0000000000001.2.t1");
        assertThat(settlement.counters().delivered()).isEqualTo(1);
    }

    @Test
    void whatIsHandedOverBeforeTheStartIsSettledToo() {
        settlement.received(Samples.message(1, 2));
        settle(() -> {});

        assertThat(durable.records.keySet()).containsExactly("0000000000001.0.r", "0000000000001.1.r");
    }

    @Test
    void resultsMustBeOnePerPendingRecipient() {
        Delivery delivery = Samples.delivery(Samples.message(1, 2));

        assertThatThrownBy(() ->
                        settlement.attempted(delivery, Samples.facts(), Samples.results(delivery, Samples.ACCEPTED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("results for [0] of message 0000000000001 where recipients [0, 1] were tried");
    }

    @Test
    void aMessageOfANullSenderIsNeverToldOf() {
        Delivery delivery =
                Samples.delivery(Samples.message(1, ReversePath.NULL, List.of(EnumSet.noneOf(Notify.class))));

        settle(() -> settlement.attempted(delivery, Samples.facts(), Samples.results(delivery, Samples.UNKNOWN_USER)));

        assertThat(durable.notices).isEmpty();
        assertThat(durable.committed).hasSize(1);
    }

    @Test
    void aSuccessIsToldOnlyWhereTheNextHostCannotTellItself() {
        var wish = List.of(EnumSet.of(Notify.SUCCESS));
        Delivery plain = Samples.delivery(Samples.message(1, new ReversePath.Of(Samples.SENDER), wish));
        Delivery knowsDsn = Samples.delivery(Samples.message(2, new ReversePath.Of(Samples.SENDER), wish));

        settle(() -> {
            settlement.attempted(plain, Samples.facts("PIPELINING"), Samples.results(plain, Samples.ACCEPTED));
            settlement.attempted(knowsDsn, Samples.facts("DSN"), Samples.results(knowsDsn, Samples.ACCEPTED));
        });

        assertThat(durable.notices).hasSize(1);
        assertThat(durable.told(NoticeKind.SUCCESS)).hasSize(1);
    }

    @Test
    void anOperatorsBounceIsToldAndADeletionIsNot() {
        Delivery bounced = Samples.delivery(Samples.message(1, 1));
        Delivery deleted = Samples.delivery(Samples.message(2, 1));

        settle(() -> {
            settlement.ended(bounced, bounced.pending(), Ending.BOUNCED, "bounced by anna");
            settlement.ended(deleted, deleted.pending(), Ending.DELETED, "deleted by anna");
        });

        assertThat(durable.notices).hasSize(1);
        assertThat(durable.committed)
                .extracting(change -> change.settled().getFirst().end())
                .containsExactly(End.BOUNCED, End.DELETED);
        assertThat(settlement.counters().ended()).isEqualTo(2);
    }

    @Test
    void endingSomeRecipientsLeavesTheOthersAsTheyWere() {
        Delivery before = Samples.tried(Samples.delivery(Samples.message(1, 3)), 2, true);

        settle(() -> settlement.ended(before, List.of(before.pending().get(1)), Ending.DELETED, "by anna"));

        Delivery after = durable.committed.getFirst().remaining().orElseThrow();
        assertThat(after.pending()).extracting(r -> r.number()).containsExactly(0, 2);
        assertThat(after.attempts()).isEqualTo(2);
        assertThat(after.due()).isEqualTo(before.due());
        assertThat(after.delayTold()).isTrue();
    }

    @Test
    void whatExpiresWithoutAnAttemptCarriesItsLastReply() {
        Delivery delivery = Samples.tried(Samples.delivery(Samples.message(1, 1)), 9, true);

        settle(() -> settlement.ended(delivery, delivery.pending(), Ending.EXPIRED, "its queue was suspended"));

        assertThat(durable.committed.getFirst().settled()).containsExactly(new Settled(0, End.EXPIRED));
        assertThat(durable.records.get("0000000000001.0.b9"))
                .isInstanceOfSatisfying(
                        AccountingRecord.Bounced.class,
                        b -> assertThat(b.diagnostic()).isEqualTo("not delivered within 5d; last: 451 later"));
    }

    @Test
    void aPathThatCouldNotBeUsedLeavesARecordOfItsOwn() {
        settle(() -> settlement.unusable(Samples.facts(), new Outcome.Lost(Phase.CONNECT, "timed out")));

        assertThat(durable.records.values())
                .singleElement()
                .isInstanceOfSatisfying(AccountingRecord.QueueFailure.class, failure -> {
                    assertThat(failure.status()).isEqualTo("4.4.1");
                    assertThat(failure.diagnostic()).isEqualTo("lost in CONNECT: timed out");
                });
    }

    @Test
    void beyondTheBoundWhoeverHandsOverWaitsAndNothingIsLost() throws InterruptedException {
        Message message = Samples.message(1, Settlement.HAND_OVER_BOUND);
        settlement.received(message);
        var tried = new CountDownLatch(1);
        var handedOver = new CountDownLatch(1);
        Thread blocked = Thread.ofVirtual().start(() -> {
            tried.countDown();
            settlement.received(Samples.message(2, 1));
            handedOver.countDown();
        });
        tried.await();
        while (blocked.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(handedOver.getCount()).isEqualTo(1);

        settlement.start();
        handedOver.await();
        settlement.close();
        assertThat(durable.records).hasSize(Settlement.HAND_OVER_BOUND + 1);
    }

    @Test
    void aClosedSettlementTakesNothing() {
        settle(() -> {});

        assertThatThrownBy(() -> settlement.received(Samples.message(1, 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDiskThatStaysBrokenDoesNotKeepTheEngineFromStopping() {
        durable.failingAppends = Integer.MAX_VALUE;
        Delivery delivery = Samples.delivery(Samples.message(1, 1));

        settle(() -> settlement.attempted(delivery, Samples.facts(), Samples.results(delivery, Samples.ACCEPTED)));

        assertThat(durable.committed).isEmpty();
        assertThat(settlement.problem()).isPresent();
    }
}
