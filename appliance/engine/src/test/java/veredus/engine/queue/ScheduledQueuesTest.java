package veredus.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.policy.PathLimits;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.outcome.Outcome;

/** Mail that is due finds its way to a ready queue; mail that is not, or finds none, is never forgotten. */
@Timeout(60)
class ScheduledQueuesTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private QueueHouse house;

    @BeforeEach
    void open() throws Exception {
        house = new QueueHouse(directory);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aMessageGoesToTheReadyQueuesOfItsDomains() throws Exception {
        Message message = house.admit("t", "a@one.example", "b@two.example", "c@one.example");

        var pending = new ArrayList<Integer>();
        for (int i = 0; i < 2; i++) {
            Delivery delivery = house.nextStart().poll().orElseThrow();
            assertThat(delivery.message().id()).isEqualTo(message.id());
            pending.add(delivery.pending().size());
        }
        assertThat(pending).containsExactlyInAnyOrder(1, 2);
        assertThat(house.queues.queued()).isEqualTo(2);
    }

    @Test
    void whatFindsNoRoomComesWhenThereIsRoomInTheOrderOfItsComing() throws Exception {
        house.limits = maxReady(20);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            ids.add(house.admit("t", "u" + i + "@one.example").id().toString());
            if (i == 0) {
                house.nextStart();
            }
        }
        ReadyQueue ready = house.readyQueues.all().getFirst();

        var come = new ArrayList<String>();
        while (come.size() < ids.size()) {
            ready.poll()
                    .ifPresentOrElse(
                            delivery -> come.add(delivery.message().id().toString()), () -> house.clock.pass(STEP));
        }
        assertThat(come).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aBacklogGoesOnAfterTheReadyQueueHasBeenEmptied() throws Exception {
        house.limits = maxReady(20);
        for (int i = 0; i < 60; i++) {
            house.admit("t", "u" + i + "@one.example");
        }
        ReadyQueue ready = house.nextStart();

        int gone = ready.drain().size();
        while (ready.size() == 0) {
            house.clock.pass(STEP);
            Thread.onSpinWait();
        }
        assertThat(gone).isPositive();
    }

    @Test
    void aTenantsFirstMailDoesNotWaitForAnothersToBeGone() throws Exception {
        house.limits = maxReady(20);
        for (int i = 0; i < 100; i++) {
            house.admit("big", "u" + i + "@one.example");
        }
        ReadyQueue ready = house.nextStart();
        Message small = house.admit("small", "x@one.example");
        while (ready.size(Delivery.allOf(small).getFirst().queue()) == 0) {
            Thread.onSpinWait();
        }

        List<Delivery> next = List.of(ready.poll().orElseThrow(), ready.poll().orElseThrow());
        assertThat(next).extracting(delivery -> delivery.message().id()).contains(small.id());
    }

    @Test
    void mailOfAPathThatStaysInBackoffExpires() throws Exception {
        Message message = house.admit("t", "a@one.example");
        ReadyQueue ready = house.nextStart();
        ready.dispatcherEnded();
        ready.gate().failed("refused");
        ready.drain()
                .forEach(delivery -> house.queues.giveBack(delivery, in(QueueHouse.LIFE), InsertReason.PATH_BACKOFF));
        Duration lessThanTheBackoff = Duration.ofMinutes(10);
        Outcome.NotTried end = null;
        while (end == null) {
            ready.gate().failed("refused again");
            house.clock.pass(lessThanTheBackoff);
            end = house.untried.poll();
        }

        assertThat(end.reason()).isEqualTo(Outcome.Reason.EXPIRED);
        assertThat(house.spool.find(message.id())).isPresent();
    }

    @Test
    void mailWithoutASourceExpiresAndUntilThenWaits() throws Exception {
        house.vmta = "";
        house.admit("t", "a@one.example");
        for (int hour = 0; hour < 130; hour++) {
            house.clock.pass(Duration.ofHours(1));
        }
        Outcome.NotTried end = null;
        while (end == null) {
            house.clock.pass(STEP);
            end = house.untried.poll();
        }
        assertThat(end.reason()).isEqualTo(Outcome.Reason.EXPIRED);
    }

    @Test
    void aResolverThatBreaksDoesNotStopTheQueueForGood() throws Exception {
        var broken = new AtomicInteger(1);
        house.resolver = domain -> {
            if (broken.getAndDecrement() > 0) {
                throw new IllegalStateException("broken for this test");
            }
            return QueueHouse.host(domain);
        };
        house.admit("t", "a@one.example");
        assertThat(house.untried.take().reason()).isEqualTo(Outcome.Reason.DNS);

        house.clock.pass(Duration.ofMinutes(2));
        house.admit("t", "b@one.example");
        assertThat(house.laterStart().size()).isEqualTo(1);
    }

    @Test
    void anAnswerFromBeforeTheRoutesChangedDoesNotCount() throws Exception {
        var changed = new CountDownLatch(1);
        var times = new AtomicInteger();
        house.resolver = domain -> {
            if (times.incrementAndGet() == 1) {
                await(changed);
                return new Resolution.Nowhere(
                        new Outcome.NotTried(Outcome.Reason.REJECTED, "the old route"), Instant.MAX);
            }
            return QueueHouse.host(domain);
        };
        house.admit("t", "a@one.example");
        house.asked.take();
        house.queues.routesChanged();
        changed.countDown();

        assertThat(house.nextStart().size()).isEqualTo(1);
        assertThat(house.untried).isEmpty();
    }

    @Test
    void whatIsReadyFindsAnotherWayWhenWaysHaveChanged() throws Exception {
        house.admit("t", "a@one.example");
        ReadyQueue old = house.nextStart();
        house.vmta = "v2";
        house.queues.routesChanged();

        ReadyQueue other = house.laterStart();
        assertThat(other.path().vmta()).isEqualTo("v2");
        assertThat(other.size()).isEqualTo(1);
        assertThat(old.size()).isZero();
    }

    @Test
    void aPausedQueueGivesNothingUntilItIsResumed() throws Exception {
        Message message = house.admit("t", "a@one.example");
        ReadyQueue ready = house.nextStart();
        ScheduledQueue queue = house.queueOf(Delivery.allOf(message).getFirst());
        queue.pause();
        house.admit("t", "b@one.example");
        assertThat(ready.size()).isZero();

        queue.resume();
        while (ready.size() < 2) {
            house.clock.pass(STEP);
            Thread.onSpinWait();
        }
        assertThat(queue.queued()).isEqualTo(2);
    }

    @Test
    void mailIsNotForgottenWhenTheClockIsSetBack() throws Exception {
        house.clock.pass(Duration.ofHours(4));
        Message message = house.admit("t", "a@one.example");
        Delivery delivery = house.nextStart().poll().orElseThrow();
        house.queues.giveBack(delivery, in(Duration.ofMinutes(5)), InsertReason.DEFERRED);
        house.clock.set(Duration.ofHours(-3));
        house.admit("t", "b@two.example");
        assertThat(house.nextStart().size()).isEqualTo(1);

        house.clock.pass(Duration.ofHours(3).plusMinutes(6));
        ReadyQueue ready = house.readyQueues.all().stream()
                .filter(path -> path.path().site().name().equals("one.example"))
                .findFirst()
                .orElseThrow();
        while (ready.size() == 0) {
            house.clock.pass(STEP);
            Thread.onSpinWait();
        }
        assertThat(ready.poll().orElseThrow().message().id()).isEqualTo(message.id());
    }

    @Test
    void aQueueThatHasBeenEmptyIsLetGoAndComesBackWithTheNextMail() throws Exception {
        Message message = house.admit("t", "a@one.example");
        Delivery delivery = house.nextStart().poll().orElseThrow();
        ScheduledQueue queue = house.queueOf(delivery);
        house.queues.settled(delivery, java.util.Optional.empty());

        assertThat(queue.retire(in(Duration.ofMinutes(1)))).isTrue();
        house.admit("t", "b@one.example");
        assertThat(house.queueOf(delivery)).isNotSameAs(queue);
        assertThat(house.queues.queued()).isEqualTo(1);
        assertThat(message.envelope().recipients()).hasSize(1);
    }

    @Test
    void whatWaitsWhenItStopsIsFoundAtTheNextStart() throws Exception {
        for (int i = 0; i < 50; i++) {
            house.admit("t", "u" + i + "@d" + i % 5 + ".example");
        }
        house.close();
        house = new QueueHouse(directory);
        house.spool.queues().forEach(house.queues::recover);

        assertThat(house.queues.queued()).isEqualTo(50);
        var found = new ArrayList<Delivery>();
        while (found.size() < 50) {
            house.clock.pass(STEP);
            house.readyQueues.all().forEach(ready -> ready.poll().ifPresent(found::add));
        }
        assertThat(found).doesNotHaveDuplicates();
    }

    private Instant in(Duration duration) {
        return house.clock.now().plus(duration);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static PathLimits maxReady(int maxReady) {
        PathLimits d = PathLimits.DEFAULT;
        return new PathLimits(
                d.maxConnections(),
                d.connectRate(),
                d.messageRate(),
                d.messagesPerConnection(),
                d.recipientsPerMessage(),
                d.connectionRamp(),
                maxReady,
                d.tls(),
                d.idleLimit(),
                d.connectLimit(),
                d.greetingLimit(),
                d.ehloLimit(),
                d.mailLimit(),
                d.rcptLimit(),
                d.dataLimit(),
                d.bodyLimit(),
                d.endOfDataLimit(),
                d.pipelining(),
                d.chunking(),
                d.backoffConnections(),
                d.backoffRate());
    }
}
