package veredus.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.SiteQuery;

@Timeout(60)
class EngineClientTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "{}";

    private HttpServer server = idle();
    private EngineClient client = new EngineClient(URI.create("http://127.0.0.1:1"), "");

    private static HttpServer idle() {
        try {
            return HttpServer.create();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        client = new EngineClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "secret");
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void queuesAreAskedForWithTokenSortFilterAndLimit() throws IOException {
        answer = "{\"queues\":[],\"total\":3}";

        assertThat(client.queues(new QueueQuery(QueueQuery.Sort.OLDEST, "a@b/c d", 5))
                        .total())
                .isEqualTo(3);
        assertThat(requests).containsExactly("GET /v1/queues?sort=oldest&filter=a%40b%2Fc%20d&limit=5 Bearer secret ");

        client.queues(
                new QueueQuery(QueueQuery.Sort.NAME, "", 5, Optional.of("hub"), Optional.empty(), Optional.empty()));
        assertThat(requests.getLast()).startsWith("GET /v1/queues?sort=name&filter=&limit=5&route=hub ");
    }

    @Test
    void anActionIsPosted() throws IOException {
        answer = "{\"done\":false,\"queues\":1,\"deliveries\":2,\"recipients\":3,\"sample\":[],\"message\":\"\"}";

        assertThat(client.act(QueueAction.DELETE, ActionRequest.preview(QueueFilter.ofQueue("q")))
                        .recipients())
                .isEqualTo(3);
        assertThat(requests)
                .containsExactly("POST /v1/queues/delete Bearer secret"
                        + " {\"filter\":{\"queue\":\"q\",\"all\":false},\"dryRun\":true}");
    }

    @Test
    void messagesAreAskedForByFilter() throws IOException {
        answer = "{\"messages\":[],\"complete\":true}";
        var filter = new QueueFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.of("acme"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("a+b@example.net"),
                Optional.empty(),
                Optional.of(Duration.ofHours(1)),
                false);

        assertThat(client.messages(filter, 10).complete()).isTrue();
        assertThat(requests)
                .containsExactly("GET /v1/messages?limit=10&tenant=acme&recipient=a%2Bb%40example.net&older-than=3600"
                        + " Bearer secret ");

        client.messages(filter.onRoute(Optional.of("hub")).within(Optional.empty()), 10);
        assertThat(requests.getLast())
                .startsWith("GET /v1/messages?limit=10&route=hub&recipient=a%2Bb%40example.net&older-than=3600");
    }

    @Test
    void sitesAgesAndGroupsAreAskedForBySiteAndVmta() throws IOException {
        answer = "{\"sites\":[],\"groups\":[],\"buckets\":[]}";

        client.sites(new SiteQuery(SiteQuery.Sort.DEFERRED, "big", Optional.of("mta 1"), 7));
        client.groups(new GroupQuery(GroupQuery.By.VMTA, "", 3, Optional.of("mx.big"), Optional.empty()));
        client.ages(QueueFilter.NOTHING);

        assertThat(requests)
                .containsExactly(
                        "GET /v1/sites?sort=deferred&site=big&limit=7&vmta=mta%201 Bearer secret ",
                        "GET /v1/queues/groups?by=vmta&filter=&limit=3&site=mx.big Bearer secret ",
                        "GET /v1/queues/ages Bearer secret ");
    }

    @Test
    void aBodyIsStreamed() throws IOException {
        answer = "Subject: x\r\n\r\nhello\r\n";

        try (InputStream body = client.body("01ARZ3NDEKTSV")) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(answer);
        }
        assertThat(requests).containsExactly("GET /v1/messages/01ARZ3NDEKTSV/body Bearer secret ");
    }

    @Test
    void aProblemIsTold() {
        status = 404;
        answer = "{\"title\":\"no such queue\",\"status\":404,\"detail\":\"q\"}";

        assertThatThrownBy(() -> client.queue("q"))
                .isInstanceOf(EngineException.class)
                .hasMessage("404 no such queue: q");
    }

    @Test
    void anAnswerThatIsNoJsonIsAFailure() {
        answer = "<html>";

        assertThatThrownBy(() -> client.status())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("EngineStatus");
    }

    @Test
    void anEngineThatIsNotReadyIsNoFailure() throws IOException {
        status = 503;

        assertThat(client.isReady()).isFalse();
    }
}
