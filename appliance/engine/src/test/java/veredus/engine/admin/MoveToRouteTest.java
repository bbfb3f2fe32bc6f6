package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.net.URI;
import java.nio.file.Files;
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
import veredus.api.admin.MoveRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.api.admin.Role;
import veredus.api.admin.TokenRequest;
import veredus.api.client.EngineClient;

/** Giving queued mail to a named route, over HTTP, in a running engine. */
@Timeout(120)
class MoveToRouteTest {
    private static final QueueFilter GOOD = QueueActionsTest.domain("good.example");
    private static final QueueFilter LATER = QueueActionsTest.domain("later.example");

    @TempDir
    private Path directory;

    private RunningHouse house;
    private String before = "";

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
        before = Files.readString(house.configuration.resolve("routes.toml"));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    /** A relay that takes everything, one that defers everything, and the end of mail. */
    private void addRoutes() throws Exception {
        int port = house.internet.smtpPort();
        house.set("routes.toml", before + """

                [[route]]
                name = "hub"
                action = "relay"
                port = %d
                allow-private = true
                hosts = [{ host = "127.9.9.11" }]
                [[route]]
                name = "slow"
                action = "relay"
                port = %d
                allow-private = true
                hosts = [{ host = "127.9.9.12" }]
                [[route]]
                name = "nowhere"
                action = "discard"
                """.formatted(port, port));
        assertThat(house.client().reload().problems()).isEmpty();
    }

    private static MoveRequest move(QueueFilter filter, String route) {
        return new MoveRequest(
                filter,
                Optional.empty(),
                Optional.empty(),
                Optional.of(route),
                false,
                Optional.empty(),
                Optional.of("their MX is down"));
    }

    private static MoveRequest preview(QueueFilter filter, String route) {
        return new MoveRequest(
                filter,
                Optional.empty(),
                Optional.empty(),
                Optional.of(route),
                true,
                Optional.empty(),
                Optional.empty());
    }

    private List<String> queues(Optional<String> route) throws Exception {
        return house
                .client()
                .queues(new QueueQuery(QueueQuery.Sort.NAME, "", 100, route, Optional.empty(), Optional.empty()))
                .queues()
                .stream()
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
    void movedMailTakesTheRouteAlsoAfterARestart() throws Exception {
        defer(3);
        addRoutes();

        assertThat(house.client().move(preview(LATER, "hub")).message())
                .isEqualTo("would move 3 recipients in 3 deliveries of 1 queues");
        ActionReply moved = house.client().move(move(LATER, "hub"));
        assertThat(moved.deliveries()).isEqualTo(3);
        house.restart();

        assertThat(queues(Optional.empty())).containsExactly(":default@later.example/all/hub");
        assertThat(queues(Optional.of("hub"))).containsExactly(":default@later.example/all/hub");
        assertThat(queues(Optional.of("slow"))).isEmpty();
        QueueFilter hub = QueueFilter.NOTHING.onRoute(Optional.of("hub"));
        assertThat(house.client().messages(hub, 10).messages()).hasSize(3);
        house.client().act(QueueAction.RETRY, ActionRequest.of(hub, "now"));
        until(() -> house.internet.sink().messages() == 3);
        until(() -> house.client().status().queued() == 0);
        assertThat(house.client().audit(Optional.empty(), 10).records())
                .anySatisfy(record -> assertThat(record.outcome()).contains("to route hub"));
    }

    @Test
    void mailOfARouteThatIsRemovedGoesAsItsDomainDoesAndTheQueueSaysSo() throws Exception {
        addRoutes();
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "hold"));
        house.send(2, "good.example");
        house.client().move(move(GOOD, "slow"));
        house.client().act(QueueAction.RESUME, ActionRequest.of(GOOD, "go"));
        until(() -> house.client().status().deferred() == 2);
        assertThat(causes()).doesNotContain(QueueCause.Kind.ROUTE_GONE);

        house.set("routes.toml", before);
        assertThat(house.client().reload().problems()).isEmpty();
        assertThat(causes()).contains(QueueCause.Kind.ROUTE_GONE);
        assertThat(house.client().queue(":default@good.example/all/slow").reasons())
                .anySatisfy(reason -> assertThat(reason).contains("the route slow"));

        house.client().act(QueueAction.RETRY, ActionRequest.of(GOOD, "now"));
        until(() -> house.internet.sink().messages() == 2);
    }

    private List<QueueCause.Kind> causes() throws Exception {
        return house.client().why("good.example").causes().stream()
                .map(QueueCause::cause)
                .toList();
    }

    @Test
    void mailThatIsMovedToARouteThatDiscardsIsDiscarded() throws Exception {
        defer(2);
        addRoutes();

        house.client().move(move(LATER, "nowhere"));
        house.client().act(QueueAction.RETRY, ActionRequest.of(LATER, "now"));

        until(() -> house.client().status().queued() == 0);
        assertThat(house.client().status().delivered()).isEqualTo(2);
        assertThat(house.internet.sink().messages()).isZero();
    }

    @Test
    void mailGoesBackToTheWayOfItsDomain() throws Exception {
        defer(2);
        addRoutes();
        house.client().move(move(LATER, "hub"));

        house.client().move(move(QueueFilter.NOTHING.onRoute(Optional.of("hub")), ""));

        assertThat(queues(Optional.empty())).containsExactly(":default@later.example/all");
    }

    @Test
    void onlyRoutesThatThereAreCanBeNamedAndNotByATenant() throws Exception {
        addRoutes();
        assertThatThrownBy(() -> house.client().move(move(GOOD, "hup"))).hasMessageContaining("did you mean hub?");
        String secret = house.client()
                .addToken(new TokenRequest(
                        "own", Optional.of(Role.OPERATOR), Optional.of("default"), Optional.of("for the test")))
                .secret()
                .orElseThrow();
        try (var own = new EngineClient(URI.create(house.url()), secret)) {
            for (String route : List.of("hub", "hup", "")) {
                assertThatThrownBy(() -> own.move(preview(GOOD, route)))
                        .hasMessageContaining("403")
                        .hasMessageNotContaining("hub");
            }
        }
    }
}
