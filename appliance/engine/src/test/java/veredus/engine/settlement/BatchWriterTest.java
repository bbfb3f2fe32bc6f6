package veredus.engine.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.engine.bounce.NoticeKind;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.outcome.FailurePolicy;
import veredus.engine.outcome.Outcome;
import veredus.engine.spool.StateChange;

@Timeout(60)
class BatchWriterTest {
    private final DurableDouble durable = new DurableDouble();
    private final DeliveryCounters counters = new DeliveryCounters();
    private final TestTime time = new TestTime();
    private final FailurePolicy decisions = new FailurePolicy((phase, reply) -> "bad-mailbox");

    private BatchWriter writer() {
        return new BatchWriter(durable.steps(), counters, time);
    }

    /** What an attempt on {@code delivery} asks for, as {@link Settlement#attempted} builds it. */
    private Effects attempt(Delivery delivery, Outcome... outcomes) {
        var settling = new Settling(
                delivery, Records.numbered(Samples.facts(), delivery, time.now()), Samples.rule(), time.now());
        Samples.results(delivery, outcomes)
                .forEach(result -> settling.add(
                        result.recipient(),
                        result.outcome(),
                        decisions.decide(result.outcome(), delivery, Samples.rule(), time.now(), 0.5)));
        return settling.effects();
    }

    private static Delivery delivery(long id, int recipients) {
        return Samples.delivery(Samples.message(id, recipients));
    }

    @Test
    void theConsequencesOfABatchAreDurableBeforeItsStates() throws Exception {
        writer().settle(List.of(attempt(delivery(1, 2), Samples.ACCEPTED, Samples.UNKNOWN_USER)));

        assertThat(durable.calls).containsExactly("notice", "account", "accounted", "commit", "continue");
    }

    @Test
    void aCrashBetweenAnyTwoStepsLosesNothingAndRepeatsUnderTheSameIds() throws Exception {
        Message stored = Samples.message(7, 3);
        Delivery delivery = Samples.delivery(stored);
        Effects reception = Effects.ofReception(stored);
        Effects attempt = attempt(delivery, Samples.ACCEPTED, Samples.UNKNOWN_USER, Samples.GREYLISTED);
        int steps = 5;
        for (int crashAt = 0; crashAt <= steps; crashAt++) {
            var world = new DurableDouble();
            world.crashAtCall = crashAt;
            try {
                new BatchWriter(world.steps(), counters, time).settle(List.of(reception, attempt));
                assertThat(crashAt).isEqualTo(steps);
            } catch (DurableDouble.Crash crash) {
                assertThat(crashAt).isLessThan(steps);
            }
            boolean committed = !world.committed.isEmpty();
            if (committed) {
                assertThat(world.notices).hasSize(1);
                assertThat(world.records)
                        .containsKeys("0000000000007.0.d1", "0000000000007.1.b1", "0000000000007.2.t1");
            }
            if (!world.accounted.isEmpty()) {
                assertThat(world.records).containsKeys("0000000000007.0.r", "0000000000007.1.r", "0000000000007.2.r");
            }

            // The next start: what the spool has not committed is tried again, what is unaccounted is named again.
            world.crashAtCall = Integer.MAX_VALUE;
            var again = new ArrayList<Effects>();
            if (!world.accounted.contains(stored.id())) {
                again.add(reception);
            }
            if (!committed) {
                again.add(attempt);
            }
            if (!again.isEmpty()) {
                new BatchWriter(world.steps(), counters, time).settle(again);
            }

            assertThat(world.committed).hasSize(1);
            assertThat(world.notices).hasSizeBetween(1, 2);
            assertThat(world.accounted).contains(stored.id());
            assertThat(world.records.keySet())
                    .filteredOn(id -> id.startsWith("0000000000007."))
                    .containsExactlyInAnyOrder(
                            "0000000000007.0.r",
                            "0000000000007.1.r",
                            "0000000000007.2.r",
                            "0000000000007.0.d1",
                            "0000000000007.1.b1",
                            "0000000000007.2.t1");
        }
    }

    @Test
    void oneNoticeTellsOfAllFailedRecipientsOfAMessageInABatch() throws Exception {
        Message message = Samples.message(1, 3);
        Delivery delivery = Samples.delivery(message);

        writer().settle(List.of(attempt(delivery, Samples.UNKNOWN_USER, Samples.ACCEPTED, Samples.UNKNOWN_USER)));

        assertThat(durable.notices).hasSize(1);
        assertThat(durable.told(NoticeKind.FAILURE))
                .extracting(report -> report.recipient().number())
                .containsExactly(0, 2);
    }

    @Test
    void theReceptionOfANoticeIsAccountedForWithItsBatch() throws Exception {
        writer().settle(List.of(attempt(delivery(1, 1), Samples.UNKNOWN_USER)));

        Message notice = durable.notices.getFirst();
        assertThat(durable.records).containsKey(notice.id() + ".0.r");
        assertThat(durable.accounted).contains(notice.id());
    }

    @Test
    void accountingThatFailsIsTriedAgainAndNothingOvertakesIt() throws Exception {
        durable.failingAppends = 3;

        writer().settle(List.of(attempt(delivery(1, 1), Samples.UNKNOWN_USER)));

        assertThat(durable.calls)
                .containsExactly(
                        "notice", "account", "account", "account", "account", "accounted", "commit", "continue");
        assertThat(time.now()).isEqualTo(Samples.RECEIVED.plus(Duration.ofMillis(100 + 200 + 400)));
        assertThat(counters.setbacks()).isEqualTo(3);
    }

    @Test
    void aCommitThatFailsIsTriedAgainWithoutWritingTheRecordsAgain() throws Exception {
        durable.failingCommits = 2;

        writer().settle(List.of(attempt(delivery(1, 1), Samples.ACCEPTED)));

        assertThat(durable.calls).containsExactly("account", "accounted", "commit", "commit", "commit", "continue");
    }

    @Test
    void aSetbackIsAProblemUntilItIsOvercome() throws Exception {
        durable.failingAppends = Integer.MAX_VALUE;
        BatchWriter writer = writer();
        writer.stop();

        assertThatThrownBy(() -> writer.settle(List.of(attempt(delivery(1, 1), Samples.ACCEPTED))))
                .isInstanceOf(BatchWriter.Stopped.class);
        assertThat(writer.problem()).contains("Cannot write accounting records, mail waits: accounting disk is full");

        durable.failingAppends = 0;
        writer.settle(List.of(attempt(delivery(1, 1), Samples.ACCEPTED)));
        assertThat(writer.problem()).isEmpty();
    }

    @Test
    void aNoticeThatASpoolTooFullCannotTakeHoldsBackItsOwnMessageAlone() throws Exception {
        durable.spoolFull = true;
        BatchWriter writer = writer();

        writer.settle(
                List.of(attempt(delivery(1, 1), Samples.UNKNOWN_USER), attempt(delivery(2, 1), Samples.ACCEPTED)));

        assertThat(durable.continued).extracting(d -> d.message().id().value()).containsExactly(2L);
        assertThat(writer.problem()).contains("Cannot store notices to senders: no space left");

        durable.spoolFull = false;
        time.sleep(BatchWriter.WITHHELD_PAUSE);
        writer.settle(List.of());

        assertThat(durable.continued).extracting(d -> d.message().id().value()).containsExactly(2L, 1L);
        assertThat(writer.problem()).isEmpty();
        assertThat(writer.hasWithheld()).isFalse();
    }

    @Test
    void effectsThatBreakOurOwnRulesDoNotStopTheOthers() throws Exception {
        durable.compositionBroken = true;

        writer().settle(List.of(
                attempt(delivery(1, 1), Samples.UNKNOWN_USER), attempt(delivery(2, 1), Samples.ACCEPTED)));

        assertThat(durable.committed)
                .extracting(change -> change.before().message().id().value())
                .containsExactly(2L);
    }

    @Test
    void aQueueThatThrowsDoesNotKeepTheNextDeliveryFromBeingContinued() throws Exception {
        durable.queueBroken = true;

        writer().settle(List.of(attempt(delivery(1, 1), Samples.ACCEPTED), attempt(delivery(2, 1), Samples.ACCEPTED)));

        assertThat(durable.calls).endsWith("commit", "continue", "continue");
    }

    @Test
    void theBodyIsForgottenWhenTheFirstAttemptIsDurableAndNotBefore() throws Exception {
        Delivery delivery = delivery(1, 1);
        durable.crashAtCall = 2;
        assertThatThrownBy(() -> writer().settle(List.of(attempt(delivery, Samples.GREYLISTED))))
                .isInstanceOf(DurableDouble.Crash.class);
        assertThat(delivery.message().body().inMemory()).isNotNull();

        durable.crashAtCall = Integer.MAX_VALUE;
        writer().settle(List.of(attempt(delivery, Samples.GREYLISTED)));
        assertThat(delivery.message().body().inMemory()).isNull();
    }

    @Test
    void receptionsAloneNeedNoCommit() throws Exception {
        writer().settle(List.of(Effects.ofReception(Samples.message(1, 1))));

        assertThat(durable.calls).containsExactly("account", "accounted");
    }

    @Test
    void whatRemainsCarriesTheNextAttempt() throws Exception {
        writer().settle(List.of(attempt(delivery(1, 2), Samples.ACCEPTED, Samples.GREYLISTED)));

        StateChange change = durable.committed.getFirst();
        assertThat(change.settled()).containsExactly(new StateChange.Settled(0, StateChange.End.DELIVERED));
        Delivery remaining = change.remaining().orElseThrow();
        assertThat(remaining.pending()).extracting(r -> r.number()).containsExactly(1);
        assertThat(remaining.attempts()).isEqualTo(1);
        assertThat(remaining.due()).isEqualTo(Samples.RECEIVED.plus(Duration.ofMinutes(5)));
        assertThat(remaining.firstAttempt()).isEqualTo(Optional.of(Samples.RECEIVED));
        assertThat(remaining.lastStatus()).isEqualTo("451 4.7.1 try again");
    }

    @Test
    void theDelayIsToldOnce() throws Exception {
        time.set(Samples.RECEIVED.plus(Duration.ofHours(4)));
        Delivery late = Samples.tried(delivery(1, 1), 5, false);

        writer().settle(List.of(attempt(late, Samples.GREYLISTED)));
        Delivery told = durable.committed.getFirst().remaining().orElseThrow();
        assertThat(told.delayTold()).isTrue();
        writer().settle(List.of(attempt(told, Samples.GREYLISTED)));

        assertThat(durable.notices).hasSize(1);
        assertThat(durable.told(NoticeKind.DELAY).getFirst().retryUntil())
                .contains(Samples.RECEIVED.plus(Duration.ofDays(5)));
    }

    @Test
    void theDelayIsNotToldBeforeItsTime() throws Exception {
        time.set(Samples.RECEIVED.plus(Duration.ofHours(4)).minusMillis(1));

        writer().settle(List.of(attempt(delivery(1, 1), Samples.GREYLISTED)));

        assertThat(durable.notices).isEmpty();
        assertThat(durable.committed.getFirst().remaining().orElseThrow().delayTold())
                .isFalse();
    }

    @Test
    void theCountersFollowWhatIsDurable() throws Exception {
        writer().settle(List.of(
                Effects.ofReception(Samples.message(1, 3)),
                attempt(delivery(1, 3), Samples.ACCEPTED, Samples.UNKNOWN_USER, Samples.GREYLISTED)));

        assertThat(List.of(counters.delivered(), counters.bounced(), counters.deferred(), counters.notices()))
                .containsExactly(1L, 1L, 1L, 1L);
        assertThat(counters.received()).isEqualTo(4); // with the notice
        assertThat(counters.byCategory()).containsEntry("bad-mailbox", 1L);
    }
}
