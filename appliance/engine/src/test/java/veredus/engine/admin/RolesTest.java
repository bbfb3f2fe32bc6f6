package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.ActingFor;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.Role;
import veredus.api.admin.StandingAction;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.TokenRequest;
import veredus.api.client.Endpoint;
import veredus.api.client.EngineClient;
import veredus.api.client.EngineException;

/** Every operation with every kind of token, over HTTP: who may, who may not, and whose mail is met. */
@Timeout(240)
class RolesTest {
    private static final String QUEUE = ":default@later.example/all";

    /** What an answer repeats of the question. */
    private static final String ECHO = "\"domain\":\"later.example\",";

    private static final String REASON = "\"reason\":\"x\"";

    @TempDir
    static Path directory;

    private static RunningHouse house;
    private static final Map<String, String> secrets = new LinkedHashMap<>();
    private static final HttpClient http = HttpClient.newHttpClient();
    private static String message = "";

    /** A kind of token. The mail of this test is of the tenant default. */
    private enum Kind {
        VIEWER(Role.VIEWER, Optional.empty()),
        OPERATOR(Role.OPERATOR, Optional.empty()),
        ADMIN(Role.ADMIN, Optional.empty()),
        OWN_VIEWER(Role.VIEWER, Optional.of("default")),
        OWN_OPERATOR(Role.OPERATOR, Optional.of("default")),
        FOREIGN_VIEWER(Role.VIEWER, Optional.of("acme")),
        FOREIGN_OPERATOR(Role.OPERATOR, Optional.of("acme"));

        private final Role role;
        private final Optional<String> tenant;

        Kind(Role role, Optional<String> tenant) {
            this.role = role;
            this.tenant = tenant;
        }

        boolean may(Endpoint endpoint) {
            return endpoint.role().isEmpty()
                    || (role.includes(endpoint.role().get())
                            && (tenant.isEmpty() || endpoint.reach() == Endpoint.Reach.TENANT));
        }

        boolean isForeign() {
            return tenant.equals(Optional.of("acme"));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        house = RunningHouse.open(directory);
        for (Kind kind : Kind.values()) {
            secrets.put(
                    kind.name(),
                    house.client()
                            .addToken(new TokenRequest(
                                    kind.name(), Optional.of(kind.role), kind.tenant, Optional.of("for the test")))
                            .secret()
                            .orElseThrow());
        }
        house.send(2, "later.example");
        until(() -> house.client().status().deferred() == 2);
        until(() -> house.client().queue(QUEUE).queue().inFlight() == 0);
        message = house.client()
                .messages(QueueActionsTest.domain("later.example"), 1)
                .messages()
                .getFirst()
                .id();
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    private static String body(Endpoint endpoint) {
        return switch (endpoint) {
            case PAUSE, RESUME, BACKOFF, NORMAL, RETRY, DELETE, BOUNCE ->
                "{\"dryRun\":true,\"filter\":{\"domain\":\"later.example\"}}";
            case PRIORITY -> "{\"dryRun\":true,\"filter\":{\"domain\":\"later.example\"},\"to\":1}";
            case MOVE -> "{\"dryRun\":true,\"filter\":{\"domain\":\"later.example\"},\"toPool\":\"vmta-1\"}";
            case UNDO -> "{\"id\":\"no such\"," + REASON + "}";
            case TEST_MAIL -> "{\"sender\":\"no address\",\"recipient\":\"no address\"}";
            case TRACE -> "{\"recipient\":\"no address\"}";
            case VMTA_DISABLE, VMTA_ENABLE -> "{\"vmta\":\"no such\"," + REASON + "}";
            case POLICY_APPLY -> "{\"dryRun\":true}";
            case POLICY_COMPARE -> "{}";
            case POLICY_ROLLBACK -> "{\"id\":\"00000000\"," + REASON + "}";
            case TOKEN_ADD, TOKEN_REMOVE -> "{\"name\":\"no such\"," + REASON + "}";
            default -> "";
        };
    }

    private static HttpResponse<String> ask(Endpoint endpoint, String secret) throws IOException, InterruptedException {
        return ask(endpoint, secret, Optional.empty());
    }

    private static HttpResponse<String> ask(Endpoint endpoint, String secret, Optional<String> actingFor)
            throws IOException, InterruptedException {
        String path = endpoint.path().replace("{id}", message);
        String query = switch (endpoint) {
            case QUEUE_DETAIL -> "?name=" + QUEUE;
            case QUEUE_WHY -> "?domain=later.example";
            case RESOLVE, EXPLAIN -> "?domain=good.example";
            default -> "";
        };
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(house.url() + path + query))
                .header("Authorization", "Bearer " + secret);
        actingFor.ifPresent(person -> request.header(ActingFor.HEADER, person));
        if (endpoint.method().equals("GET")) {
            request.GET();
        } else {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body(endpoint)));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @TestFactory
    Stream<DynamicTest> everyOperationWithEveryKindOfToken() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Endpoint.values())
                        .map(endpoint -> DynamicTest.dynamicTest(kind + " " + endpoint, () -> check(kind, endpoint))));
    }

    /** The token of the engine's admin on behalf of each kind of person opens as much as that kind's own token. */
    @TestFactory
    Stream<DynamicTest> everyOperationOnBehalfOfEveryKindOfPerson() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Endpoint.values())
                        .filter(endpoint -> endpoint.role().isPresent())
                        .map(endpoint -> DynamicTest.dynamicTest(
                                "for " + kind + " " + endpoint,
                                () -> check(
                                        kind,
                                        endpoint,
                                        ask(
                                                endpoint,
                                                house.token(),
                                                Optional.of(new ActingFor("kim", kind.role, kind.tenant).text()))))));
    }

    /** Whoever may not do everything cannot become somebody else, whatever is asked for. */
    @TestFactory
    Stream<DynamicTest> onlyAnAdminOfTheEngineActsForOthers() {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.ADMIN)
                .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> {
                    HttpResponse<String> answer = ask(
                            Endpoint.TOKENS,
                            secrets.getOrDefault(kind.name(), ""),
                            Optional.of(new ActingFor("kim", Role.ADMIN, Optional.empty()).text()));

                    assertThat(answer.statusCode()).isEqualTo(403);
                }));
    }

    @Test
    void aMalformedPersonIsRefusedRatherThanTakenForNobody() throws Exception {
        for (String bad : List.of(
                "",
                "kim",
                "kim; role=root",
                "kim; role=viewer; tenant=",
                "kim; role=admin; tenant=acme",
                "k m; role=admin")) {
            assertThat(ask(Endpoint.STATUS, house.token(), Optional.of(bad)).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
    }

    @Test
    void theAuditLogNamesThePersonAndTheToken() throws Exception {
        var person = new ActingFor("kim", Role.OPERATOR, Optional.empty());
        house.client()
                .actingFor(person)
                .act(QueueAction.RETRY, ActionRequest.of(QueueActionsTest.domain("nowhere.example"), "for kim"));

        assertThat(house.client().audit(Optional.empty(), 1_000).records()).anySatisfy(record -> {
            assertThat(record.who()).isEqualTo("kim via admin");
            assertThat(record.reason()).isEqualTo("for kim");
        });
    }

    private static void check(Kind kind, Endpoint endpoint) throws IOException, InterruptedException {
        check(kind, endpoint, ask(endpoint, secrets.getOrDefault(kind.name(), "")));
    }

    private static void check(Kind kind, Endpoint endpoint, HttpResponse<String> answer) {
        if (!kind.may(endpoint)) {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("later.example").doesNotContain(message);
            return;
        }
        assertThat(answer.statusCode()).isNotIn(401, 403, 500);
        if (kind.isForeign()) {
            String told = answer.body().replace(ECHO, "");
            assertThat(told).doesNotContain("later.example").doesNotContain(message);
            switch (endpoint) {
                case MESSAGE, MESSAGE_BODY, QUEUE_DETAIL, UNDO ->
                    assertThat(answer.statusCode()).isEqualTo(404);
                case PAUSE, RESUME, BACKOFF, NORMAL, RETRY, DELETE, BOUNCE, MOVE, PRIORITY ->
                    assertThat(answer.body()).contains("\"queues\":0", "\"deliveries\":0");
                case AGES -> assertThat(answer.body()).contains("\"deliveries\":0", "\"inFlight\":0");
                case ACTIONS -> assertThat(answer.body()).contains("\"actions\":[]");
                case QUEUES, QUEUE_GROUPS -> assertThat(answer.body()).contains("\"total\":0");
                case QUEUE_WHY -> assertThat(answer.body()).contains("\"causes\":[]");
                default -> assertThat(answer.statusCode()).isEqualTo(200);
            }
        } else {
            switch (endpoint) {
                case MESSAGE, MESSAGE_BODY, QUEUE_DETAIL, MESSAGES, QUEUES, QUEUE_GROUPS ->
                    assertThat(answer.body()).contains("later.example");
                case PAUSE, RESUME, BACKOFF, NORMAL, RETRY, DELETE, BOUNCE, MOVE, PRIORITY, AGES ->
                    assertThat(answer.body()).contains("\"deliveries\":2");
                default -> assertThat(answer.statusCode()).isNotEqualTo(405);
            }
        }
    }

    private static EngineClient as(Kind kind) {
        return new EngineClient(URI.create(house.url()), secrets.getOrDefault(kind.name(), ""));
    }

    @Test
    void aTenantSeesWhatHoldsItsMailAndNothingElse() throws Exception {
        house.client().act(QueueAction.PAUSE, ActionRequest.of(QueueActionsTest.domain("later.example"), "blocked"));
        house.client()
                .disable(new SwitchRequest(
                        Optional.of("vmta-1"), Optional.empty(), Optional.empty(), Optional.of("listed")));
        try (EngineClient own = as(Kind.OWN_VIEWER);
                EngineClient foreign = as(Kind.FOREIGN_VIEWER)) {
            assertThat(own.actions().actions()).singleElement().satisfies(action -> {
                assertThat(action.kind()).isEqualTo(StandingAction.Kind.PAUSE);
                assertThat(action.recipients()).isEqualTo(2);
            });
            assertThat(foreign.actions().actions()).isEmpty();
            assertThat(house.client().actions().actions()).hasSize(2);
        } finally {
            house.client()
                    .enable(new SwitchRequest(
                            Optional.of("vmta-1"), Optional.empty(), Optional.empty(), Optional.of("clean")));
            house.client().act(QueueAction.RESUME, ActionRequest.of(QueueActionsTest.domain("later.example"), "over"));
        }
    }

    @Test
    void anotherTenantCannotBeNamed() {
        var filter = new QueueFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.of("default"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        try (EngineClient foreign = as(Kind.FOREIGN_OPERATOR)) {
            assertThatThrownBy(() -> foreign.act(QueueAction.DELETE, ActionRequest.of(filter, "mischief")))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("403");
        }
    }

    @Test
    void whatAnOperatorOfTheEnginePausedATenantDoesNotResume() throws Exception {
        QueueFilter domain = QueueActionsTest.domain("later.example");
        house.client().act(QueueAction.PAUSE, ActionRequest.of(domain, "blocked there"));
        try (EngineClient own = as(Kind.OWN_OPERATOR)) {
            own.act(QueueAction.RESUME, ActionRequest.of(domain, "let it go"));
            assertThat(own.queue(QUEUE).queue().paused()).isTrue();

            house.client().act(QueueAction.RESUME, ActionRequest.of(domain, "over"));
            own.act(QueueAction.PAUSE, ActionRequest.of(domain, "mine"));
            assertThat(own.queue(QUEUE).queue().paused()).isTrue();
            own.act(QueueAction.RESUME, ActionRequest.of(domain, "mine"));
            assertThat(own.queue(QUEUE).queue().paused()).isFalse();
        }
    }

    @Test
    void aTokenIsGoneAtOnceWhenItIsRemovedAndTheLastAdminStays() throws Exception {
        String secret = house.client()
                .addToken(new TokenRequest("brief", Optional.of(Role.VIEWER), Optional.empty(), Optional.of("x")))
                .secret()
                .orElseThrow();
        try (var brief = new EngineClient(URI.create(house.url()), secret)) {
            assertThat(brief.queues(new QueueQuery(QueueQuery.Sort.NAME, "", 1)).total())
                    .isEqualTo(1);
            house.client().removeToken(new TokenRequest("brief", Optional.empty(), Optional.empty(), Optional.of("x")));
            assertThatThrownBy(brief::status).hasMessageContaining("401");
        }
        assertThat(Files.readString(house.data.resolve("admin-tokens"))).doesNotContain("brief");
    }

    @Test
    void everyChangeAndEveryRefusalIsInTheAuditLog() throws Exception {
        try (EngineClient viewer = as(Kind.VIEWER)) {
            assertThatThrownBy(viewer::reload).hasMessageContaining("403");
            assertThatThrownBy(() -> viewer.audit(Optional.empty(), 10)).hasMessageContaining("403");
        }
        house.client()
                .act(QueueAction.RETRY, ActionRequest.of(QueueActionsTest.domain("nowhere.example"), "to be seen"));

        var records = house.client().audit(Optional.empty(), 1_000).records();
        assertThat(records.getFirst()).satisfies(record -> {
            assertThat(record.who()).isEqualTo("admin");
            assertThat(record.action()).isEqualTo("POST /v1/queues/retry");
            assertThat(record.reason()).isEqualTo("to be seen");
            assertThat(record.what()).contains("nowhere.example");
            assertThat(record.from()).contains("127.0.0.1");
            assertThat(record.status()).isEqualTo(200);
            assertThat(record.outcome()).contains("retry 0 recipients");
        });
        assertThat(records).anySatisfy(record -> {
            assertThat(record.who()).isEqualTo("VIEWER");
            assertThat(record.action()).isEqualTo("POST /v1/reload");
            assertThat(record.status()).isEqualTo(403);
        });
        String log = Files.readString(house.data.resolve(AuditLog.FILE));
        assertThat(log).contains("added the token");
        secrets.values().forEach(secret -> assertThat(log).doesNotContain(secret));
    }
}
