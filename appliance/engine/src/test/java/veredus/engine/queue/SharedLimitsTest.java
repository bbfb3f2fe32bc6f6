package veredus.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.policy.LimitRule;
import veredus.api.policy.LimitRule.Each;
import veredus.api.policy.LimitRules;
import veredus.api.policy.Origin;
import veredus.api.policy.Rate;
import veredus.api.policy.Texts;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.outcome.Outcome;
import veredus.engine.shaping.SharedLimit.Taken;
import veredus.mail.address.Domain;

/** Limits that paths and queues share are kept, hold up nobody else, and lose no place. */
@Timeout(60)
class SharedLimitsTest {
    private static final Domain X = new Domain("x.example");
    private static final Domain Y = new Domain("y.example");

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

    private static LimitRule limit(String tenant, String domain, String rate, int connections, Each... each) {
        return new LimitRule(
                Optional.empty(),
                texts(tenant),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                texts(domain),
                Optional.empty(),
                List.of(each),
                Rate.parse(rate),
                connections == 0 ? Optional.empty() : Optional.of(connections),
                Map.of(),
                Origin.BUILT_IN);
    }

    private static Optional<Texts> texts(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Texts.of(text));
    }

    private void limits(LimitRule... rules) {
        house.queues.limits().rules(new LimitRules(List.of(rules)));
    }

    private void admit(int messages, String tenant, Domain domain) throws Exception {
        for (int i = 0; i < messages; i++) {
            house.admit(tenant, "u" + i + "@" + domain);
        }
    }

    // The clock of these tests is moved in such loops: without yielding it outruns the queues' threads on few
    // processors.
    @SuppressWarnings("ThreadPriorityCheck")
    private static void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("it did not come to be");
            }
            Thread.yield();
        }
    }

    private Delivery next(Domain domain) throws InterruptedException {
        var found = new ArrayList<Delivery>();
        until(() -> {
            house.path(domain).poll().ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    private int used() {
        return house.queues.limits().counts().stream()
                .mapToInt(count -> count.limit().used())
                .sum();
    }

    private int inLine() {
        return house.queues.limits().counts().stream()
                .mapToInt(SharedLimits.Count::waiting)
                .sum();
    }

    @Test
    void aRateOverSeveralPathsIsKeptAndAllGoes() throws Exception {
        limits(limit("", "", "50/s", 0));
        long from = house.clock.nanos();
        admit(60, "a", X);
        admit(60, "b", Y);

        int gone = 0;
        while (gone < 120) {
            house.clock.pass(Duration.ofMillis(20));
            for (Domain domain : List.of(X, Y)) {
                Optional<Delivery> next = house.path(domain).poll();
                if (next.isPresent()) {
                    house.path(domain).landed(next.get());
                    gone++;
                }
            }
            double seconds = (house.clock.nanos() - from) / 1e9;
            assertThat(gone).isLessThanOrEqualTo((int) (50 * (seconds + 0.1)) + 2);
        }
        assertThat(house.clock.nanos() - from)
                .isGreaterThan(Duration.ofSeconds(2).toNanos());
        assertThat(used()).isZero();
    }

    @Test
    void connectionsOfATenantAreKeptOverItsSites() throws Exception {
        limits(limit("a", "", "", 8));
        admit(20, "a", X);
        admit(20, "a", Y);

        var flying = new ArrayList<Delivery>();
        for (int landed = 0; landed < 40; landed++) {
            until(() -> {
                house.path(X).poll().ifPresent(flying::add);
                house.path(Y).poll().ifPresent(flying::add);
                return flying.size() == 8 || inLine() == 0 && !flying.isEmpty();
            });
            assertThat(flying.size()).isLessThanOrEqualTo(8);
            Delivery first = flying.removeFirst();
            house.path(first.queue().domain()).landed(first);
        }
        assertThat(flying).isEmpty();
        assertThat(used()).isZero();
    }

    @Test
    void whoHasNoRoomHoldsUpNobodyElse() throws Exception {
        limits(limit("a", "", "1/h", 0));
        admit(50, "a", X);
        until(() -> inLine() == 1);
        admit(5, "b", X);

        var tenants = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            tenants.add(next(X).queue().tenant());
        }
        assertThat(tenants).containsOnlyOnce("a").contains("b");
        assertThat(house.path(X).poll()).isEmpty();
        ScheduledQueue waits = house.queues.all().stream()
                .filter(queue -> queue.name().tenant().equals("a"))
                .findFirst()
                .orElseThrow();
        assertThat(waits.limits()).singleElement().satisfies(held -> {
            assertThat(held.waits()).isTrue();
            assertThat(held.limit().waitNanos()).isPositive();
        });
    }

    @Test
    void queuesTakeTurnsInTheRoomThatComes() throws Exception {
        limits(limit("", "", "", 1));
        admit(30, "a", X);
        admit(30, "b", Y);

        int ofX = 0;
        for (int i = 0; i < 20; i++) {
            var flying = new ArrayList<Delivery>();
            until(() -> {
                house.path(X).poll().ifPresent(flying::add);
                house.path(Y).poll().ifPresent(flying::add);
                return !flying.isEmpty();
            });
            assertThat(flying).hasSize(1);
            Domain domain = flying.getFirst().queue().domain();
            ofX += domain.equals(X) ? 1 : 0;
            house.path(domain).landed(flying.getFirst());
        }
        assertThat(ofX).isBetween(7, 13);
    }

    @Test
    void mailThatTwoLimitsCountIsNotStarvedByThatOfOne() throws Exception {
        limits(limit("a", "", "20/s", 0), limit("", "x.example", "20/s", 0));
        admit(20, "a", X);
        admit(200, "a", Y);
        admit(200, "b", X);

        int both = 0;
        int others = 0;
        while (both < 20) {
            house.clock.pass(Duration.ofMillis(20));
            for (Domain domain : List.of(X, Y)) {
                Optional<Delivery> next = house.path(domain).poll();
                if (next.isPresent()) {
                    house.path(domain).landed(next.get());
                    boolean counted =
                            domain.equals(X) && next.get().queue().tenant().equals("a");
                    both += counted ? 1 : 0;
                    others += counted ? 0 : 1;
                }
            }
        }
        assertThat(others).isLessThan(400);
    }

    @Test
    void aRaisedLimitLetsWhatWaitsGoAtOnce() throws Exception {
        limits(limit("a", "", "1/h", 0));
        admit(10, "a", X);
        next(X);
        until(() -> inLine() == 1);
        assertThat(house.path(X).poll()).isEmpty();

        limits(limit("a", "", "100/s", 0));
        next(X);
        until(() -> inLine() == 1);

        limits();
        for (int i = 0; i < 8; i++) {
            next(X);
        }
    }

    @Test
    void aChangedLimitGoesOnCountingWhatIsOnItsWay() throws Exception {
        limits(limit("a", "", "", 4));
        admit(10, "a", X);
        var flying = List.of(next(X), next(X), next(X), next(X));

        limits(limit("a", "", "", 2));
        assertThat(used()).isEqualTo(4);
        house.path(X).landed(flying.get(0));
        house.path(X).landed(flying.get(1));
        assertThat(used()).isEqualTo(2);
        assertThat(house.path(X).poll()).isEmpty();
        house.path(X).landed(flying.get(2));

        next(X);
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void everyWayOutGivesItsPlaceBack() throws Exception {
        limits(limit("", "", "", 100), limit("", "", "1000000/s", 0, Each.TENANT, Each.SITE));
        admit(6, "a", X);
        until(() -> {
            house.clock.pass(Duration.ofMillis(20));
            return house.path(X).size() == 6;
        });
        assertThat(used()).isEqualTo(12);

        // Asked for anew each time: a path that rests for long is forgotten.
        ReadyQueue ready = house.path(X);
        Delivery landed = ready.poll().orElseThrow();
        ready.landed(landed);
        assertThat(used()).isEqualTo(10);

        ready.putBack(ready.poll().orElseThrow());
        assertThat(used()).isEqualTo(10);

        ScheduledQueue queue = house.queueOf(landed);
        Delivery waits = queue.inMemory(1).getFirst();
        assertThat(queue.claim(waits.message().id(), waits.number())).isPresent();
        assertThat(used()).isEqualTo(8);
        house.queues.settled(waits, Optional.empty());

        queue.pause();
        assertThat(used()).isZero();
        queue.resume();
        until(() -> {
            house.clock.pass(Duration.ofMillis(20));
            return house.path(X).size() == 4;
        });
        assertThat(used()).isEqualTo(8);

        house.path(X)
                .drain()
                .forEach(delivery -> house.queues.giveBack(delivery, delivery.due(), InsertReason.NO_SOURCE));
        until(() -> {
            house.clock.pass(Duration.ofMillis(20));
            return house.path(X).size() == 4;
        });
        house.queues.routesChanged();
        until(() -> {
            house.clock.pass(Duration.ofMillis(20));
            return house.path(X).size() == 4;
        });
        assertThat(used()).isEqualTo(8);

        house.starts.forEach(ReadyQueue::dispatcherEnded);
        house.starts.clear();
        ReadyQueue failing = house.path(X);
        failing.gate().failed("refused");
        failing.drain().forEach(delivery -> house.queues.giveBack(delivery, delivery.due(), InsertReason.PATH_BACKOFF));
        until(() -> used() == 0);
        // Offers are refused until its backoff is over; then all of it goes.
        until(() -> {
            house.clock.pass(Duration.ofMillis(20));
            return house.path(X).size() == 4;
        });

        house.queues.stop();
        until(() -> used() == 0);
    }

    @Test
    void mailThatALimitHoldsUpTooLongExpires() throws Exception {
        limits(limit("a", "", "", 1));
        admit(5, "a", X);
        next(X);
        until(() -> inLine() == 1);

        house.clock.pass(QueueHouse.LIFE);
        until(() -> {
            // Whoever asks first may take one of them and leave the others to the next look.
            house.clock.pass(Duration.ofSeconds(1));
            return house.untried.size() == 4;
        });
        assertThat(house.untried).extracting(Outcome.NotTried::reason).containsOnly(Outcome.Reason.EXPIRED);
        assertThat(used()).isEqualTo(1);
    }

    @Test
    void limitedMailGoesThoughItsTenantHasMuchElseOnThePath() throws Exception {
        limits(limit("a", "x.example", "", 8));
        house.resolver = domain -> ((Resolution.Hosts) QueueHouse.host(X)).atSiteOf(X, "");
        admit(50, "a", Y);
        until(() -> house.path(X).size() == 50);

        admit(5, "a", X);
        until(() -> house.path(X).size() == 52);
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void aSlowPathDoesNotTakeAllConnectionsOfATenant() throws Exception {
        limits(limit("a", "", "", 8));
        admit(50, "a", X);
        admit(50, "a", Y);

        until(() -> house.path(X).size() == 2 && house.path(Y).size() == 2);
        assertThat(used()).isEqualTo(4);
    }

    @Test
    void countsAreForgottenWhenThereAreManyAndShareOneWhenAllAreUsed() {
        var limits = new SharedLimits(house.clock, house.threads, 2);
        var rules = new LimitRules(List.of(limit("", "", "", 5, Each.TENANT)));
        limits.rules(rules);
        List<LimitLine> a = limits.of(rules, mail("a"));
        List<LimitLine> b = limits.of(rules, mail("b"));
        assertThat(a.getFirst().limit().take(false)).isEqualTo(Taken.YES);
        assertThat(b.getFirst().limit().take(false)).isEqualTo(Taken.YES);

        LimitLine c = limits.of(rules, mail("c")).getFirst();
        assertThat(limits.of(rules, mail("d")).getFirst()).isSameAs(c);
        b.getFirst().limit().giveBack();
        house.clock.pass(Duration.ofSeconds(2));
        LimitLine e = limits.of(rules, mail("e")).getFirst();
        assertThat(e).isNotSameAs(c);
        assertThat(b.getFirst().limit().isForgotten()).isTrue();
        assertThat(limits.of(rules, mail("a"))).isEqualTo(a);
    }

    private static LimitRules.Mail mail(String tenant) {
        return new LimitRules.Mail(tenant, "", "x.example", "default", "", "v1", "x.example", List.of());
    }

    @Test
    void withoutLimitsNothingIsCounted() throws Exception {
        admit(10, "a", X);
        next(X);

        assertThat(house.queues.limits().counts()).isEmpty();
        assertThat(house.queues.all().getFirst().limits()).isEmpty();
    }
}
