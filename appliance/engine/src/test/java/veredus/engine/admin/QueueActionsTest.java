package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueDetail;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.api.client.EngineException;

/** What an operator does to queues, over HTTP, in a running engine. */
@Timeout(120)
class QueueActionsTest {
    private static final String GOOD = ":default@good.example/all";
    private static final String LATER = ":default@later.example/all";

    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void aPausedQueueHoldsItsMailUntilItIsResumed() throws Exception {
        pause(domain("good.example"), Optional.empty());
        house.send(5, "good.example");

        QueueDetail held = house.client().queue(GOOD);
        assertThat(held.queue().paused()).isTrue();
        assertThat(held.queue().deliveries()).isEqualTo(5);
        assertThat(held.reasons().getFirst()).contains("paused by admin", "maintenance");
        assertThat(house.internet.sink().messages()).isZero();

        house.client().act(QueueAction.RESUME, ActionRequest.of(domain("good.example"), "done"));
        until(() -> house.client().status().delivered() == 5);
        assertThat(house.internet.sink().messages()).isEqualTo(5);
    }

    @Test
    void aPauseOutlivesARestart() throws Exception {
        pause(QueueFilter.ofQueue(GOOD), Optional.empty());
        house.send(3, "good.example");
        house.restart();

        assertThat(house.client().queue(GOOD).queue().paused()).isTrue();
        assertThat(house.client().queue(GOOD).queue().deliveries()).isEqualTo(3);

        house.client().act(QueueAction.RESUME, ActionRequest.of(QueueFilter.ofQueue(GOOD), "done"));
        until(() -> house.internet.sink().messages() == 3);
    }

    @Test
    void aPauseWithADurationEndsByItself() throws Exception {
        pause(domain("good.example"), Optional.of(Duration.ofMillis(300)));
        house.send(2, "good.example");

        until(() -> house.client().status().delivered() == 2);
    }

    @Test
    void retryMakesWaitingMailDueNow() throws Exception {
        house.send(2, "later.example");
        until(() -> house.client().status().deferred() == 2);
        until(() -> queue("later").inFlight() == 0);

        ActionReply retried = house.client()
                .act(QueueAction.RETRY, ActionRequest.of(QueueFilter.ofQueue(LATER), "they say it works"));

        assertThat(retried.deliveries()).isEqualTo(2);
        until(() -> house.client().status().deferred() == 4);
    }

    @Test
    void deletingIsShownBeforeItIsDone() throws Exception {
        pause(domain("good.example"), Optional.empty());
        house.send(4, "good.example");

        ActionReply preview = house.client().act(QueueAction.DELETE, ActionRequest.preview(domain("good.example")));
        assertThat(preview)
                .isEqualTo(new ActionReply(
                        false,
                        1,
                        4,
                        4,
                        0,
                        List.of(GOOD),
                        "would delete 4 recipients in 4 deliveries of 1 queues",
                        Optional.empty(),
                        Optional.empty()));
        assertThat(queue("good").deliveries()).isEqualTo(4);

        ActionReply done =
                house.client().act(QueueAction.DELETE, ActionRequest.of(domain("good.example"), "wrong list"));
        assertThat(done.done()).isTrue();
        assertThat(done.recipients()).isEqualTo(4);
        until(() -> house.client().status().queued() == 0);
        assertThat(house.internet.sink().messages()).isZero();
        assertThat(house.engine().deliveryCounters().ended()).isEqualTo(4);
        assertThat(house.engine().deliveryCounters().notices()).isZero();
    }

    @Test
    void oneRecipientIsDeletedAndTheOthersStay() throws Exception {
        pause(domain("good.example"), Optional.empty());
        house.send(4, "good.example");

        ActionReply done =
                house.client().act(QueueAction.DELETE, ActionRequest.of(recipient("u2@good.example"), "asked"));

        assertThat(done.recipients()).isEqualTo(1);
        until(() -> house.client().status().queued() == 3);
        assertThat(house.client().messages(domain("good.example"), 10).messages())
                .flatExtracting(message -> message.recipients())
                .extracting(each -> each.address())
                .containsExactlyInAnyOrder("u0@good.example", "u1@good.example", "u3@good.example");
    }

    @Test
    void nothingIsDoneWhenThereIsMoreThanExpected() throws Exception {
        pause(domain("good.example"), Optional.empty());
        house.send(3, "good.example");
        var stale = new ActionRequest(
                domain("good.example"),
                false,
                Optional.of(2L),
                Optional.empty(),
                Optional.of("tidying"),
                Optional.empty());

        ActionReply reply = house.client().act(QueueAction.DELETE, stale);

        assertThat(reply.done()).isFalse();
        assertThat(reply.message()).startsWith("nothing was done");
        assertThat(queue("good").deliveries()).isEqualTo(3);
    }

    @Test
    void bouncingTellsTheSender() throws Exception {
        pause(domain("good.example"), Optional.empty());
        house.send(1, "good.example");

        house.client().act(QueueAction.BOUNCE, ActionRequest.of(domain("good.example"), "closed account"));

        until(() -> house.engine().deliveryCounters().ended() == 1);
        assertThat(house.engine().deliveryCounters().notices()).isEqualTo(1);
    }

    @Test
    void anActionNeedsAReasonAndAMeaning() {
        assertThatThrownBy(() -> house.client()
                        .act(
                                QueueAction.DELETE,
                                new ActionRequest(
                                        domain("good.example"),
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("422")
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> house.client().act(QueueAction.DELETE, ActionRequest.preview(QueueFilter.NOTHING)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("names nothing");
        assertThatThrownBy(() -> pause(recipient("u1@good.example"), Optional.empty()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("whole queues");
    }

    @Test
    void queuesAreAddedUpByWhatTheyHaveInCommon() throws Exception {
        pause(domain("good.example"), Optional.empty());
        house.send(3, "good.example");
        house.send(2, "later.example");
        until(() -> house.client().status().deferred() == 2);

        GroupPage domains = house.client().groups(new GroupQuery(GroupQuery.By.DOMAIN, "", 1));
        assertThat(domains.total()).isEqualTo(2);
        assertThat(domains.groups()).singleElement().satisfies(group -> {
            assertThat(group.name()).isEqualTo("good.example");
            assertThat(group.deliveries()).isEqualTo(3);
            assertThat(group.waiting()).isEqualTo(3);
            assertThat(group.paused()).isEqualTo(1);
        });
        assertThat(house.client()
                        .groups(new GroupQuery(GroupQuery.By.PROVIDER, "later", 10))
                        .groups())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.name()).contains("later.example");
                    assertThat(group.lastStatus()).contains("come back later");
                });
        assertThat(house.client()
                        .groups(new GroupQuery(GroupQuery.By.TENANT, "", 10))
                        .groups())
                .singleElement()
                .satisfies(group -> assertThat(group.deliveries()).isEqualTo(5));
    }

    @Test
    void aDomainIsResolvedAsForDelivery() throws Exception {
        var good = house.client().resolve("good.example");
        assertThat(good.site()).contains("good.example");
        assertThat(good.hosts()).singleElement().satisfies(host -> {
            assertThat(host.host()).isEqualTo("mx.good.example");
            assertThat(host.addresses()).containsExactly("127.9.9.11");
        });
        assertThat(house.client().resolve("none.such").outcome()).isNotEmpty();
        assertThatThrownBy(() -> house.client().resolve("no domain")).hasMessageContaining("422");
    }

    @Test
    void queuesAreListedLongestFirstAndByFilter() throws Exception {
        pause(domain("good.example"), Optional.empty());
        pause(domain("later.example"), Optional.empty());
        house.send(2, "later.example");
        house.send(3, "good.example");

        assertThat(house.client().queues(QueueQuery.LONGEST).queues())
                .extracting(QueueView::queue)
                .containsExactly(GOOD, LATER);
        var one = house.client().queues(new QueueQuery(QueueQuery.Sort.OLDEST, "", 1));
        assertThat(one.total()).isEqualTo(2);
        assertThat(one.queues()).extracting(QueueView::queue).containsExactly(LATER);
        assertThat(house.client()
                        .queues(new QueueQuery(QueueQuery.Sort.NAME, "LATER", 10))
                        .queues())
                .singleElement()
                .satisfies(view -> {
                    assertThat(view.due()).isEqualTo(2);
                    assertThat(view.oldest()).isPresent();
                });
    }

    private QueueView queue(String filter) throws IOException {
        return house.client()
                .queues(new QueueQuery(QueueQuery.Sort.NAME, filter, 1))
                .queues()
                .getFirst();
    }

    private void pause(QueueFilter filter, Optional<Duration> duration) throws IOException {
        house.client()
                .act(
                        QueueAction.PAUSE,
                        new ActionRequest(
                                filter,
                                false,
                                Optional.empty(),
                                duration,
                                Optional.of("maintenance"),
                                Optional.empty()));
    }

    static QueueFilter domain(String domain) {
        return new QueueFilter(
                Optional.empty(),
                Optional.of(domain),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static QueueFilter recipient(String address) {
        return new QueueFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(address),
                Optional.empty(),
                Optional.empty(),
                false);
    }
}
