package veredus.control.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.control.ControlHouse;
import veredus.control.people.Totp;

/** What the door lets in and what it puts on its answers, over real sockets, before a real engine. */
@Timeout(180)
class DoorTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final String QUEUE = "weekly:shop@later.example/all";

    @TempDir
    static Path directory;

    private static ControlHouse house;
    private static final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        house = ControlHouse.withPeople(directory);
        house.send(3, "later.example", "shop", "weekly");
        house.send(2, "evil.example", "bank", "receipts");
        try (var client = house.client()) {
            ControlHouse.until(() -> client.status().deferred() == 5);
        }
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    /** A browser of our own: cookies, and the token of the last page. */
    private static final class Client {
        private final Map<String, String> cookies = new LinkedHashMap<>();
        private String token = "";

        HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
        }

        HttpResponse<String> post(String path, Map<String, String> fields, String... headers)
                throws IOException, InterruptedException {
            var parts = new ArrayList<String>();
            fields.forEach((name, value) -> parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
            return send(
                    HttpRequest.newBuilder(uri(path))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(String.join("&", parts))),
                    headers);
        }

        private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
                throws IOException, InterruptedException {
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        String.join(
                                "; ",
                                cookies.entrySet().stream()
                                        .map(one -> one.getKey() + "=" + one.getValue())
                                        .toList()));
            }
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            for (String set : answer.headers().allValues("Set-Cookie")) {
                String pair = set.split(";", 2)[0];
                cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
            Matcher found = TOKEN.matcher(answer.body());
            if (found.find()) {
                token = found.group(1);
            }
            return answer;
        }

        Client signIn(String name) throws IOException, InterruptedException {
            get("/login");
            HttpResponse<String> answer =
                    post("/login", Map.of("csrf", token, "name", name, "password", ControlHouse.PASSWORD));
            assertThat(answer.statusCode()).isEqualTo(303);
            get("/");
            return this;
        }
    }

    private static URI uri(String path) {
        return house.url(path);
    }

    private static Client signedIn(String name) throws IOException, InterruptedException {
        return new Client().signIn(name);
    }

    @TestFactory
    Stream<DynamicTest> withoutASessionEveryPageLeadsToTheSignInAndSaysNothing() {
        return Stream.of(
                        "/",
                        "/queues",
                        "/queue?name=" + QUEUE,
                        "/messages",
                        "/audit",
                        "/users",
                        "/data/history",
                        "/live/dashboard",
                        "/config",
                        "/config/file?name=routes.toml",
                        "/config/history",
                        "/vmtas",
                        "/explain?domain=later.example",
                        "/trace",
                        "/tokens",
                        "/system",
                        "/act?do=pause&queue=" + QUEUE)
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    HttpResponse<String> answer = new Client().get(path);
                    assertThat(answer.statusCode()).isEqualTo(303);
                    assertThat(answer.headers().firstValue("Location")).contains("/login");
                    assertThat(answer.body()).doesNotContain("later.example");
                }));
    }

    @Test
    void everyAnswerCarriesTheHeadersThatKeepBrowsersInCheck() throws Exception {
        for (String path : List.of("/login", "/no-such-page", "/")) {
            var headers = new Client().get(path).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).contains("same-origin");
            assertThat(headers.firstValue("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void signingInGivesAnIdThatWasNotKnownBeforeAndThatScriptsDoNotSee() throws Exception {
        var client = new Client();
        client.get("/login");
        client.cookies.put("veredus", "A".repeat(43));
        HttpResponse<String> answer =
                client.post("/login", Map.of("csrf", client.token, "name", "ada", "password", ControlHouse.PASSWORD));

        assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("veredus=")
                .doesNotContain("A".repeat(43))
                .contains("HttpOnly", "SameSite=Strict", "Path=/");
        String first = String.valueOf(client.cookies.get("veredus"));
        assertThat(signedIn("ada").cookies.get("veredus")).isNotEqualTo(first);
    }

    @Test
    void afterSigningOutTheOldIdOpensNothing() throws Exception {
        Client client = signedIn("vera");
        String id = String.valueOf(client.cookies.get("veredus"));
        assertThat(client.post("/logout", Map.of("csrf", client.token)).statusCode())
                .isEqualTo(303);

        client.cookies.put("veredus", id);
        assertThat(client.get("/queues").statusCode()).isEqualTo(303);
    }

    @Test
    void aChangeWithoutTheTokenOfTheSessionIsRefused() throws Exception {
        Client client = signedIn("otto");
        Client other = signedIn("otto");
        Map<String, String> form =
                new LinkedHashMap<>(Map.of("do", "pause", "queue", QUEUE, "reason", "mischief", "expected", "3"));

        assertThat(client.post("/act", form).statusCode()).isEqualTo(403);
        form.put("csrf", other.token);
        assertThat(client.post("/act", form).statusCode()).isEqualTo(403);
        try (var engine = house.client()) {
            assertThat(engine.queue(QUEUE).queue().paused()).isFalse();
        }
    }

    @Test
    void aFormOfAnotherSiteIsRefusedEvenWithTheToken() throws Exception {
        Client client = signedIn("otto");
        Map<String, String> form =
                Map.of("csrf", client.token, "do", "pause", "queue", QUEUE, "reason", "mischief", "expected", "3");

        assertThat(client.post("/act", form, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(client.post("/act", form, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aSignInWithoutItsOwnFormIsRefused() throws Exception {
        assertThat(new Client()
                        .post("/login", Map.of("name", "ada", "password", ControlHouse.PASSWORD))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aViewerLooksAndDoesNotAct() throws Exception {
        Client client = signedIn("vera");

        assertThat(client.get("/queues").body()).contains("later.example").doesNotContain("/act?");
        assertThat(client.get("/act?do=pause&queue=" + QUEUE).statusCode()).isEqualTo(403);
        assertThat(client.post("/act", Map.of("csrf", client.token, "do", "pause", "queue", QUEUE, "reason", "x"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.get("/audit").statusCode()).isEqualTo(403);
        assertThat(client.get("/users").statusCode()).isEqualTo(403);
    }

    @Test
    void whoIsConfinedToATenantMeetsNothingOfAnother() throws Exception {
        Client client = signedIn("sam");

        for (String path : List.of("/", "/queues", "/queues?by=domain", "/messages", "/pending")) {
            assertThat(client.get(path).body())
                    .as(path)
                    .doesNotContain("evil.example")
                    .doesNotContain("out.sender.example");
        }
        assertThat(client.get("/queues").body()).contains("later.example");
        assertThat(client.get("/queue?name=receipts:bank@evil.example/all").statusCode())
                .isEqualTo(404);
        assertThat(client.get("/live/dashboard").statusCode()).isEqualTo(403);
        assertThat(client.get("/data/history").statusCode()).isEqualTo(403);
        assertThat(client.post(
                                "/act",
                                Map.of(
                                        "csrf",
                                        client.token,
                                        "do",
                                        "delete",
                                        "domain",
                                        "evil.example",
                                        "reason",
                                        "x",
                                        "expected",
                                        "2"))
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void whatReceiversSayIsShownAsText() throws Exception {
        Client client = signedIn("ada");

        for (String path :
                List.of("/queues", "/queue?name=receipts:bank@evil.example/all", "/messages?domain=evil.example")) {
            assertThat(client.get(path).body())
                    .as(path)
                    .contains("&lt;script>window.evil")
                    .doesNotContain("<script>window.evil")
                    .doesNotContain("\"><img");
        }
    }

    @Test
    void aPathToGoBackToStaysHere() throws Exception {
        Client client = signedIn("otto");

        for (String elsewhere : List.of("//evil.example/", "https://evil.example/", "/\\evil.example")) {
            String page = client.get("/act?do=pause&queue=" + QUEUE + "&back="
                            + URLEncoder.encode(elsewhere, StandardCharsets.UTF_8))
                    .body();
            assertThat(page).contains("name=\"back\" value=\"/queues\"");
        }
    }

    @Test
    void anAssetIsKeptForEverAndIsNotSentTwice() throws Exception {
        var client = new Client();
        Matcher found = Pattern.compile("/assets/[0-9a-f]+/app\\.css")
                .matcher(client.get("/login").body());
        assertThat(found.find()).isTrue();

        HttpResponse<String> first = client.get(found.group());
        assertThat(first.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(client.get(found.group(), "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(client.get("/assets/0000000000000000/app.css").statusCode()).isEqualTo(404);
        assertThat(client.get(found.group(), "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .contains("gzip");
    }

    @Test
    void tooManyWrongPasswordsHaveToWait() throws Exception {
        var client = new Client();
        client.get("/login");
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 6; i++) {
            statuses.add(
                    client.post("/login", Map.of("csrf", client.token, "name", "nobody", "password", "wrong password"))
                            .statusCode());
        }

        assertThat(statuses).startsWith(403, 403, 403, 403).endsWith(429);
    }

    @Test
    void aSecondFactorIsProvenFirstThenAskedForAndEachCodeIsGoodOnce() throws Exception {
        var now = new veredus.world.real.RealTime().now();
        house.plane()
                .users()
                .add("tina", ControlHouse.PASSWORD, veredus.api.admin.Role.VIEWER, java.util.Optional.empty(), now);
        Client client = signedIn("tina");
        Matcher shown = Pattern.compile("<code>([A-Z2-7]{32})</code>")
                .matcher(client.get("/account").body());
        assertThat(shown.find()).isTrue();
        String secret = shown.group(1);
        assertThat(client.post("/account/code/on", Map.of("csrf", client.token, "code", "000000"))
                        .statusCode())
                .isEqualTo(422);
        String code = Totp.code(secret, new veredus.world.real.RealTime().now());
        assertThat(client.post("/account/code/on", Map.of("csrf", client.token, "code", code))
                        .statusCode())
                .isEqualTo(303);

        var other = new Client();
        other.get("/login");
        Map<String, String> form =
                new LinkedHashMap<>(Map.of("csrf", other.token, "name", "tina", "password", ControlHouse.PASSWORD));
        assertThat(other.post("/login", form).statusCode()).isEqualTo(403);
        form.put("code", Totp.code(secret, new veredus.world.real.RealTime().now()));
        assertThat(other.post("/login", form).statusCode()).isEqualTo(303);
        var third = new Client();
        third.get("/login");
        form.put("csrf", third.token);
        assertThat(third.post("/login", form).statusCode()).isEqualTo(403);
    }

    @Test
    void theEditorAloneTakesTheTextOfAFileAndThatWithinABound() throws Exception {
        Client client = signedIn("ada");
        var form = new LinkedHashMap<String, String>(Map.of("csrf", client.token, "name", "shaping.d/60-a.toml"));
        form.put("text", "# " + "x".repeat(250_000));
        HttpResponse<String> answer = client.post("/config/check", form, "HX-Request", "true");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("no errors");

        form.put("text", "# " + "x".repeat(1_100_000));
        assertThat(client.post("/config/check", form, "HX-Request", "true").statusCode())
                .isEqualTo(413);
        form.put("text", "# " + "x".repeat(250_000));
        assertThat(client.post("/config/apply", form).statusCode()).isEqualTo(413);
    }

    @Test
    void whoMayNotChangeTheConfigurationIsShownItAndNoWayToChangeIt() throws Exception {
        Client client = signedIn("vera");

        assertThat(client.get("/config").body()).contains("routes.toml").doesNotContain("New file");
        assertThat(client.get("/config/file?name=routes.toml").body())
                .contains("readonly", "allow-private", "needs the role admin")
                .doesNotContain("Keep and review");
        for (String path : List.of("/config/review", "/config/rollback?id=0000", "/explain", "/trace", "/tokens")) {
            assertThat(client.get(path).statusCode()).as(path).isEqualTo(403);
        }
        for (String path : List.of("/config/check", "/config/keep", "/config/apply", "/config/confirm", "/trace")) {
            assertThat(client.post(path, Map.of("csrf", client.token, "name", "a.toml"))
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        Client tenant = signedIn("sam");
        for (String path : List.of("/config", "/vmtas", "/system", "/explain?domain=a.example", "/config/history")) {
            assertThat(tenant.get(path).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(tenant.get("/").body()).doesNotContain("href=\"/config", "href=\"/vmtas", "href=\"/system");
    }

    @Test
    void aFileThatNoConfigurationHasIsRefusedWithWhatItMayBe() throws Exception {
        Client client = signedIn("ada");
        for (String name : List.of("../x.toml", "secrets", "a/b.toml", "<script>.toml")) {
            HttpResponse<String> answer =
                    client.get("/config/file?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
            assertThat(answer.statusCode()).as(name).isEqualTo(422);
            assertThat(answer.body())
                    .contains("NAME.toml or DIRECTORY.d/NAME.toml")
                    .doesNotContain("<script>.toml");
        }
    }

    @Test
    void aFormThatIsTooLongIsRefused() throws Exception {
        Client client = signedIn("otto");

        assertThat(client.post("/act", Map.of("csrf", client.token, "reason", "x".repeat(70_000)))
                        .statusCode())
                .isEqualTo(413);
    }
}
