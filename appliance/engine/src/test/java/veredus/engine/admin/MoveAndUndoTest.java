package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.nio.file.Files;
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
import veredus.api.admin.MoveRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.UndoRequest;

/** Moving queued mail, and taking back what was deleted, over HTTP, in a running engine. */
@Timeout(120)
class MoveAndUndoTest {
    private static final QueueFilter GOOD = QueueActionsTest.domain("good.example");
    private static final QueueFilter LATER = QueueActionsTest.domain("later.example");
    private static final Duration LONG = Duration.ofHours(1);

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

    private static MoveRequest move(QueueFilter filter, String pool, boolean dryRun) {
        return new MoveRequest(
                filter,
                Optional.of(pool),
                Optional.of("rescue"),
                dryRun,
                Optional.empty(),
                Optional.of("blocked there"));
    }

    private List<String> queues() throws Exception {
        return house.client().queues(new QueueQuery(QueueQuery.Sort.NAME, "", 100)).queues().stream()
                .map(QueueView::queue)
                .toList();
    }

    private void defer(int messages) throws Exception {
        house.send(messages, "later.example");
        until(() -> house.client().status().deferred() == messages);
        until(() ->
                house.client().queues(QueueQuery.LONGEST).queues().stream().allMatch(queue -> queue.inFlight() == 0));
    }

    @Test
    void movedMailWaitsInTheOtherQueueAlsoAfterARestartAndIsSentFromThere() throws Exception {
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "hold"));
        house.send(5, "good.example");

        ActionReply preview = house.client().move(move(GOOD, "vmta-1", true));
        assertThat(preview.done()).isFalse();
        assertThat(preview.message()).isEqualTo("would move 5 recipients in 5 deliveries of 1 queues");
        assertThat(queues()).containsExactly(":default@good.example/all");

        ActionReply moved = house.client().move(move(GOOD, "vmta-1", false));
        assertThat(moved.done()).isTrue();
        assertThat(moved.deliveries()).isEqualTo(5);
        house.restart();

        QueueView there =
                house.client().queue("rescue:default@good.example/vmta-1").queue();
        assertThat(there.deliveries()).isEqualTo(5);
        assertThat(house.client().status().queued()).isEqualTo(5);
        house.client().act(QueueAction.RESUME, ActionRequest.of(GOOD, "go"));
        until(() -> house.internet.sink().messages() == 5);
        until(() -> house.client().status().queued() == 0);
        assertThat(accounting()).contains("\"rescue\"");
    }

    private String accounting() throws Exception {
        var text = new StringBuilder();
        try (var files = Files.walk(house.data)) {
            for (Path file : files.filter(each -> each.toString().contains("accounting") && Files.isRegularFile(each))
                    .toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    @Test
    void whatIsDeferredKeepsItsTimeWhenItIsMoved() throws Exception {
        defer(3);
        var due = house.client()
                .messages(LATER, 1)
                .messages()
                .getFirst()
                .recipients()
                .getFirst();

        house.client().move(move(LATER, "vmta-1", false));

        var after = house.client().messages(LATER, 10).messages();
        assertThat(after).hasSize(3);
        assertThat(after.getFirst().recipients().getFirst().due()).isEqualTo(due.due());
        assertThat(after.getFirst().recipients().getFirst().attempts()).isEqualTo(1);
    }

    @Test
    void anUnknownPoolIsRefusedWithASuggestion() {
        assertThatThrownBy(() -> house.client().move(move(GOOD, "vmta-l", false)))
                .hasMessageContaining("did you mean vmta-1?");
        assertThatThrownBy(() -> house.client()
                        .move(new MoveRequest(
                                GOOD, Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.of("x"))))
                .hasMessageContaining("say where to");
    }

    private ActionReply delete(Duration window) throws Exception {
        return house.client()
                .act(QueueAction.DELETE, ActionRequest.of(LATER, "wrong list").undoable(window));
    }

    @Test
    void whatIsDeletedWithAWindowIsWithheldOverARestartAndComesBack() throws Exception {
        defer(4);
        ActionReply withheld = delete(LONG);
        assertThat(withheld.deliveries()).isEqualTo(4);
        String id = withheld.undo().orElseThrow();
        assertThat(withheld.message()).contains("withhold", "undo it with " + id);
        assertThat(house.client().metrics()).contains("veredus_withheld_deliveries 4.0");
        house.restart();

        assertThat(house.client().pending().pending()).singleElement().satisfies(order -> {
            assertThat(order.id()).isEqualTo(id);
            assertThat(order.deliveries()).isEqualTo(4);
            assertThat(order.reason()).isEqualTo("wrong list");
        });
        house.client().act(QueueAction.RETRY, ActionRequest.of(LATER, "they say it works"));
        house.client().act(QueueAction.RESUME, ActionRequest.of(LATER, "go"));
        String queue = ":default@later.example/all!" + id;
        assertThat(house.client().queue(queue).queue()).satisfies(view -> {
            assertThat(view.paused()).isTrue();
            assertThat(view.ready() + view.inFlight()).isZero();
        });
        assertThat(house.client().queue(queue).reasons().getFirst()).contains("withheld");
        String message = house.client().messages(LATER, 1).messages().getFirst().id();
        assertThatThrownBy(() -> house.client()
                        .trace(new TraceRequest("", Optional.empty(), Optional.empty(), Optional.of(message))))
                .hasMessageContaining("withheld");

        assertThat(house.client()
                        .undo(new UndoRequest(id, Optional.of("right list")))
                        .deliveries())
                .isEqualTo(4);
        assertThat(house.client().queue(":default@later.example/all").queue().deliveries())
                .isEqualTo(4);
        until(() -> house.client().pending().pending().isEmpty());
        assertThatThrownBy(() -> house.client().undo(new UndoRequest(id, Optional.of("again"))))
                .hasMessageContaining("404");
        assertThat(house.client().status().queued()).isEqualTo(4);
        assertThat(queues()).containsExactly(":default@later.example/all");
    }

    @Test
    void afterTheWindowItIsEnded() throws Exception {
        defer(3);
        delete(Duration.ofMillis(100));

        until(() -> house.client().status().queued() == 0);
        until(() -> house.client().pending().pending().isEmpty());
        assertThat(house.engine().deliveryCounters().ended()).isEqualTo(3);
    }

    @Test
    void aWindowThatPassedWhileTheEngineWasDownIsOver() throws Exception {
        defer(2);
        house.client().act(QueueAction.BOUNCE, ActionRequest.of(LATER, "closed").undoable(Duration.ofSeconds(2)));
        house.restart();

        until(() -> house.client().status().queued() == 0);
        assertThat(house.engine().deliveryCounters().ended()).isEqualTo(2);
    }

    @Test
    void withoutItsOrderWithheldMailStaysAndIsNotSent() throws Exception {
        defer(2);
        String id = delete(LONG).undo().orElseThrow();
        Files.delete(house.data.resolve(PendingEndings.FILE));
        house.restart();

        assertThat(house.client().queues(QueueQuery.LONGEST).queues())
                .singleElement()
                .satisfies(view -> assertThat(view.queue()).endsWith("!" + id));
        assertThat(house.client().pending().pending())
                .singleElement()
                .satisfies(order -> assertThat(order.id()).isEqualTo(id));
        house.client().undo(new UndoRequest(id, Optional.of("bring it back")));
        assertThat(house.client().queue(":default@later.example/all").queue().deliveries())
                .isEqualTo(2);
    }

    @Test
    void aWindowIsForEndingMailAndHasBounds() {
        for (Duration bad : List.of(Duration.ZERO, Duration.ofDays(8))) {
            assertThatThrownBy(() -> delete(bad)).hasMessageContaining("undoWithin");
        }
        assertThatThrownBy(() -> house.client()
                        .act(QueueAction.RETRY, ActionRequest.of(LATER, "x").undoable(LONG)))
                .hasMessageContaining("undoWithin");
    }
}
