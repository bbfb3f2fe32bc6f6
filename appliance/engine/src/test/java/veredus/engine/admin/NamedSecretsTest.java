package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyHistoryPage;

/** Secrets in a store, seen by a running engine. */
@Timeout(120)
class NamedSecretsTest {
    private static final String TOKEN = "s.sesame-open";
    private static final String SECRET = "hush-hush-word";
    private static final String ANSWER = "{\"data\":{\"data\":{\"word\":\"" + SECRET + "\"}}}";

    @TempDir
    private Path directory;

    private RunningHouse house;
    private WebServer store;

    @BeforeEach
    void start() throws Exception {
        store = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .routing(routing -> routing.get(
                        "/v1/secret/data/relay",
                        (request, response) -> response.send(ANSWER.getBytes(StandardCharsets.UTF_8))))
                .build()
                .start();
        house = RunningHouse.open(directory);
        Files.writeString(directory.resolve("token"), TOKEN);
        house.set("secrets.toml", """
                [secrets]
                vault-url = "http://127.0.0.1:%d"
                vault-token = "file:%s"
                vault-cache = "0s"
                """.formatted(store.port(), directory.resolve("token")));
        Files.writeString(house.configuration.resolve("routes.toml"), """

                [[route]]
                domain = "relay.example"
                action = "relay"
                hosts = [{ host = "mx.good.example" }]
                user-name = "me"
                password = "vault:relay#word"
                """, java.nio.file.StandardOpenOption.APPEND);
    }

    @AfterEach
    void stop() {
        house.close();
        store.stop();
    }

    private String password() {
        return house.engine().policy().get().routes().stream()
                .filter(route -> route.pattern().equals("relay.example"))
                .flatMap(route -> route.password().stream())
                .findFirst()
                .orElse("");
    }

    @Test
    void aReloadReadsThemAndOneThatCannotLeavesWhatIsInForce() throws Exception {
        house.client().reload();
        assertThat(password()).isEqualTo(SECRET);

        store.stop();
        house.set("headers.toml", "[headers]\n");
        assertThat(house.client().reload().toString())
                .contains("routes.toml", "password: the secret store at ", "cannot be reached")
                .doesNotContain(SECRET)
                .doesNotContain(TOKEN);
        assertThat(password()).isEqualTo(SECRET);
    }

    @Test
    void theyAreInNoAnswerAndNoFileOfTheEngine() throws Exception {
        house.client().reload();
        assertThat(password()).isEqualTo(SECRET);

        PolicyHistoryPage history = house.client().policyHistory(5);
        String version =
                house.client().policyVersion(history.versions().getFirst().id()).toString();
        assertThat(version).contains("vault:relay#word").doesNotContain(SECRET).doesNotContain(TOKEN);
        try (Stream<Path> files = Files.walk(house.data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET)
                        .doesNotContain(TOKEN);
            }
        }
    }
}
