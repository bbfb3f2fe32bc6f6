package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.AgeBucket;
import veredus.api.admin.MessageView;
import veredus.api.admin.PriorityRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueAges;
import veredus.api.admin.QueueFilter;

/** How urgent and how old queued mail is, over HTTP, in a running engine. */
@Timeout(120)
class PriorityAndAgesTest {
    private static final QueueFilter GOOD = QueueActionsTest.domain("good.example");
    private static final QueueFilter LATER = QueueActionsTest.domain("later.example");

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

    private static PriorityRequest to(QueueFilter filter, int priority, boolean dryRun, Optional<Long> expected) {
        return new PriorityRequest(
                filter,
                Optional.of(priority),
                dryRun,
                expected,
                dryRun ? Optional.empty() : Optional.of("they wait for it"));
    }

    private List<MessageView> messages(QueueFilter filter) throws IOException {
        return house.client().messages(filter, 100).messages();
    }

    private void defer(int messages) throws Exception {
        house.send(messages, "later.example");
        until(() -> house.client().status().deferred() == messages);
        until(() -> messages(LATER).size() == messages);
    }

    @Test
    void aPriorityIsSetForWhatWaitsAndHoldsOverARestartAndAnAttempt() throws Exception {
        defer(4);
        var due = messages(LATER).getFirst().recipients().getFirst().due();

        ActionReply preview = house.client().prioritize(to(LATER, 2, true, Optional.empty()));
        assertThat(preview.done()).isFalse();
        assertThat(preview.message()).isEqualTo("would prioritize 4 recipients in 4 deliveries of 1 queues");
        assertThat(messages(LATER))
                .allSatisfy(message -> assertThat(message.priority()).isEqualTo(5));
        ActionReply stale = house.client().prioritize(to(LATER, 2, false, Optional.of(7L)));
        assertThat(stale.done()).isFalse();
        assertThat(stale.message()).startsWith("nothing was done");

        ActionReply done = house.client().prioritize(to(LATER, 2, false, Optional.of(4L)));
        assertThat(done.done()).isTrue();
        assertThat(done.recipients()).isEqualTo(4);
        house.restart();

        assertThat(messages(LATER)).hasSize(4).allSatisfy(message -> {
            assertThat(message.priority()).isEqualTo(2);
            assertThat(message.recipients().getFirst().priority()).isEqualTo(2);
        });
        assertThat(messages(LATER).getFirst().recipients().getFirst().due()).isEqualTo(due);
        house.client().act(QueueAction.RETRY, ActionRequest.of(LATER, "again"));
        until(() -> messages(LATER).size() == 4
                && messages(LATER).stream()
                        .allMatch(message -> message.recipients().getFirst().attempts() == 2));
        assertThat(messages(LATER))
                .allSatisfy(message -> assertThat(message.priority()).isEqualTo(2));
        assertThat(house.client().audit(Optional.empty(), 100).records()).anySatisfy(record -> {
            assertThat(record.action()).isEqualTo("POST /v1/queues/priority");
            assertThat(record.reason()).isEqualTo("they wait for it");
            assertThat(record.outcome()).contains("prioritize 4 recipients", "to 2");
        });
    }

    @Test
    void oneRecipientsMailBecomesUrgentAndTheOthersStay() throws Exception {
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "hold"));
        house.send(3, "good.example");
        var one = new QueueFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("u1@good.example"),
                Optional.empty(),
                Optional.empty(),
                false);

        house.client().prioritize(to(one, 0, false, Optional.empty()));

        assertThat(messages(GOOD))
                .extracting(message -> message.recipients().getFirst().address() + " " + message.priority())
                .containsExactlyInAnyOrder("u0@good.example 5", "u1@good.example 0", "u2@good.example 5");
        house.client().act(QueueAction.RESUME, ActionRequest.of(GOOD, "go"));
        until(() -> house.internet.sink().messages() == 3);
    }

    @Test
    void aPriorityThatIsNoneIsRefusedAndSoIsAWantOfReason() {
        assertThatThrownBy(() -> house.client().prioritize(to(GOOD, 10, false, Optional.empty())))
                .hasMessageContaining("0 (first) to 9 (last)");
        assertThatThrownBy(() -> house.client()
                        .prioritize(
                                new PriorityRequest(GOOD, Optional.empty(), false, Optional.empty(), Optional.of("x"))))
                .hasMessageContaining("0 (first) to 9 (last)");
        assertThatThrownBy(() -> house.client()
                        .prioritize(
                                new PriorityRequest(GOOD, Optional.of(1), false, Optional.empty(), Optional.empty())))
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> house.client().prioritize(to(QueueFilter.NOTHING, 1, true, Optional.empty())))
                .hasMessageContaining("names nothing");
    }

    @Test
    void agesAreCountedInTheSameBucketsAlways() throws Exception {
        QueueAges nothing = house.client().ages(QueueFilter.NOTHING);
        assertThat(nothing.buckets())
                .hasSize(AgeAnswers.BOUNDS.size() + 1)
                .allSatisfy(bucket -> assertThat(bucket.recipients()).isZero());
        defer(3);
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "hold"));
        house.send(2, "good.example");

        QueueAges all = house.client().ages(QueueFilter.NOTHING);
        assertThat(all.recipients()).isEqualTo(5);
        assertThat(all.deliveries()).isEqualTo(5);
        assertThat(all.complete()).isTrue();
        assertThat(all.atLeast()).isFalse();
        assertThat(all.buckets().getLast()).isEqualTo(new AgeBucket(Optional.empty(), 0, 0));
        // This test takes less than five minutes.
        assertThat(all.buckets().get(0).recipients() + all.buckets().get(1).recipients())
                .isEqualTo(5);
        assertThat(house.client().ages(LATER).recipients()).isEqualTo(3);
    }
}
