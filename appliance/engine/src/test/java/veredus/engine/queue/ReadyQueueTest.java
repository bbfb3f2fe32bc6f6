package veredus.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Samples;
import veredus.mail.address.Domain;

/** What is ready is offered a connection, given out once, and never forgotten. */
@Timeout(60)
class ReadyQueueTest {
    private static final Domain SITE = new Domain("site.example");
    private static final Feeder NOBODY = max -> Feeder.Fed.DONE;

    @TempDir
    Path directory;

    private QueueHouse house;
    private ReadyQueue ready;

    @BeforeEach
    void open() throws Exception {
        house = new QueueHouse(directory, 50_000, 1);
        ready = house.path(SITE);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aDispatcherThatWaitsGetsWhatComes() throws Exception {
        var heard = new LinkedBlockingQueue<Optional<Delivery>>();
        Thread dispatcher = Thread.ofVirtual().start(() -> {
            try {
                heard.add(ready.poll(Duration.ofDays(1), house.clock.bell()));
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        offer("a");

        assertThat(heard.take()).isPresent();
        dispatcher.join();
        assertThat(ready.inFlight()).isEqualTo(1);
    }

    @Test
    void closingLetsTheDispatcherGoThatWaits() throws Exception {
        var heard = new LinkedBlockingQueue<Optional<Delivery>>();
        Thread.ofVirtual().start(() -> {
            try {
                heard.add(ready.poll(Duration.ofDays(1), house.clock.bell()));
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        ready.close();

        assertThat(heard.take()).isEmpty();
    }

    @Test
    void aPathWithMailLeftIsTriedAgainWhenItsBackoffIsOver() throws Exception {
        offer("a");
        assertThat(house.nextStart()).isSameAs(ready);
        Delivery delivery = ready.poll().orElseThrow();
        ready.dispatcherEnded();
        ready.gate().failed("refused");
        ready.putBack(delivery);
        ready.openMore();
        assertThat(house.starts).isEmpty();

        assertThat(house.laterStart()).isSameAs(ready);
    }

    @Test
    void aPathThatWaitsForAConnectionGetsTheOneThatAnotherDoesNotNeed() throws Exception {
        offer("a");
        house.nextStart();
        ReadyQueue satisfied = house.path(new Domain("satisfied.example"));
        ReadyQueue hungry = house.path(new Domain("hungry.example"));
        satisfied.offer(Samples.delivery("t", "", 5, "x@satisfied.example"), NOBODY, house.clock.now());
        hungry.offer(Samples.delivery("t", "", 5, "x@hungry.example"), NOBODY, house.clock.now());
        satisfied.drain();
        ready.drain();

        ready.dispatcherEnded();

        assertThat(house.nextStart()).isSameAs(hungry);
        assertThat(house.connections.open()).isEqualTo(1);
    }

    @Test
    void mailDoesNotWaitBehindConnectionsThatHang() throws Exception {
        house.close();
        house = new QueueHouse(directory, 50_000, 10);
        ready = house.path(SITE);
        offer("a");
        house.nextStart();
        assertThat(ready.poll()).isPresent();
        ready.gate().served(1_000_000);
        offer("b");
        offer("c");
        assertThat(house.starts).isEmpty();

        assertThat(house.laterStart()).isSameAs(ready);
        assertThat(ready.poll()).isPresent();
        assertThat(house.laterStart()).isSameAs(ready);
    }

    @Test
    void aPathInBackoffIsRememberedThoughNothingWaits() {
        ready.gate().failed("refused");
        assertThat(ready.retire()).isFalse();

        house.clock.pass(Duration.ofMinutes(16));
        assertThat(ready.retire()).isTrue();
    }

    @Test
    void whoStillHoldsAPathThatWasLetGoIsSentToTheNewOne() {
        assertThat(house.readyQueues.reap()).containsExactly(ready);

        assertThat(ready.offer(Samples.delivery("t", "", 5, "x@site.example"), NOBODY, house.clock.now()))
                .isInstanceOf(ReadyQueue.Offer.Full.class);
        assertThat(house.path(SITE)).isNotSameAs(ready);
    }

    @Test
    void placesAreGivenBackHoweverADeliveryLeaves() {
        offer("polled");
        offer("drained");
        offer("put back");
        Delivery flying = ready.poll().orElseThrow();
        ready.putBack(ready.poll().orElseThrow());
        ready.drain();
        ready.landed(flying);

        assertThat(house.readyQueues.activeDeliveries()).isZero();
        assertThat(ready.inFlight()).isZero();
        assertThat(ready.size()).isZero();
    }

    private void offer(String local) {
        Delivery delivery = Samples.delivery("t", "", 5, local.replace(' ', '-') + "@site.example");
        assertThat(ready.offer(delivery, NOBODY, house.clock.now())).isInstanceOf(ReadyQueue.Offer.Taken.class);
    }
}
