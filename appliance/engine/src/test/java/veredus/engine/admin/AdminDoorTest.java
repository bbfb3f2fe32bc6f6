package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.api.client.Endpoint;

/** Who gets in, and what becomes of requests that mean harm; over raw sockets. */
@Timeout(60)
class AdminDoorTest {
    private static final int READ_LIMIT_MILLIS = 20_000;

    @TempDir
    static Path directory;

    private static RunningHouse house;

    @BeforeAll
    static void start() throws Exception {
        house = RunningHouse.open(directory);
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Endpoint.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LIVE", "READY"})
    void withoutATokenNothingIsTold(Endpoint endpoint) throws IOException {
        String path = endpoint.path().replace("{id}", "0000000000000");

        String answer = ask(endpoint.method() + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 401 ")
                .contains("WWW-Authenticate: Bearer")
                .contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic YWRtaW46YWRtaW4=", "bearer admin"})
    void aWrongTokenIsNoToken(String authorization) throws IOException {
        assertThat(ask("GET /v1/status HTTP/1.1\r\nHost: x\r\nAuthorization: " + authorization + "\r\n\r\n"))
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void healthIsToldToAnybody() throws IOException {
        assertThat(ask("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("live\n");
        assertThat(ask("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void theTokenIsKeptAsAHashAndForItsOwnerAlone() throws IOException {
        Path clear = house.data.resolve("admin-token");
        Path hashes = house.data.resolve("admin-tokens");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(clear)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(hashes)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(hashes)).doesNotContain(house.token()).containsPattern("(?m)^admin [0-9a-f]{64}$");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/nothing,404",
        "GET,/v1/messages/short,404",
        "DELETE,/v1/status,405",
        "GET,/v1/reload,405",
        "GET,/v1/queues?sort=size,422",
        "GET,/v1/queues?limit=10001,422",
        "GET,/v1/queues?limit=1&limit=2,422",
        "GET,/v1/messages?recipent=a@b.example,422",
        "GET,/v1/queues/detail,422"
    })
    void whatMakesNoSenseIsRefused(String method, String path, int status) throws IOException {
        assertThat(ask(method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + authorization() + "\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("connection: close");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"filter\":{\"quue\":\"x\"}}|422",
                "{\"dryRun\":true}|422",
                "{\"filter\":{}}|422",
                "{\"filter\":{\"olderThan\":-5},\"dryRun\":true}|422",
                "null|422",
                "[]|422",
                "{|422"
            })
    void aBodyThatMakesNoSenseIsRefused(String body, int status) throws IOException {
        assertThat(post("/v1/queues/delete", "application/json", body)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aBodyThatSaysItIsNoJsonIsRefused() throws IOException {
        assertThat(post("/v1/queues/delete", "text/plain", "{\"filter\":{\"all\":true},\"dryRun\":true}"))
                .startsWith("HTTP/1.1 415 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../livez",
                "/v1/%2e%2e/livez",
                "/livez/../v1/status",
                "//v1/status",
                "/v1/queues/%2e%2e%2fstatus",
                "/v1/status;x=y",
                "/v1/stat\\us"
            })
    void pathsThatCouldBeReadInTwoWaysAreRefused(String path) throws IOException {
        assertThat(ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + authorization() + "\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/status HTTP/1.1\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "Content-Length: +5\r\n\r\nhello",
                "Content-Length: 5, 5\r\n\r\nhello",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "X : y\r\nContent-Length: 0\r\n\r\n",
                "X: y\r\n z\r\nContent-Length: 0\r\n\r\n",
                "Host: other\r\nContent-Length: 0\r\n\r\n"
            })
    void framingThatCouldBeReadInTwoWaysEndsTheConnection(String rest) throws IOException {
        String answer = ask("POST /v1/reload HTTP/1.1\r\nHost: x\r\n" + authorization() + rest);

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
    }

    @Test
    void aMalformedChunkEndsTheConnection() throws IOException {
        String answer = ask("POST /v1/queues/delete HTTP/1.1\r\nHost: x\r\n" + authorization()
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "zz\r\n{}\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer).doesNotContain("live\n").doesNotContain("HTTP/1.1 200");
    }

    @Test
    void aHugeHeaderIsRefused() throws IOException {
        assertThat(ask("GET /livez HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
    }

    @Test
    void aHugeBodyIsRefusedBeforeItIsRead() throws IOException {
        assertThat(ask("POST /v1/queues/delete HTTP/1.1\r\nHost: x\r\n" + authorization()
                        + "Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aWrongTokenDoesNotShowInTheAnswer() throws IOException {
        assertThat(ask("GET /v1/status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer s3cr3t-canary\r\n\r\n"))
                .doesNotContain("s3cr3t-canary");
    }

    private static String authorization() throws IOException {
        return "Authorization: Bearer " + house.token() + "\r\n";
    }

    private static String post(String path, String type, String body) throws IOException {
        return ask("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + authorization() + "Content-Type: " + type
                + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
    }

    /** Sends raw bytes and reads until the server closes, as it must after each refusal. */
    private static String ask(String request) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(house.address());
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
