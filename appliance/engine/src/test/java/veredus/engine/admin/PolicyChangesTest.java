package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyReply;
import veredus.api.admin.PolicyRollbackRequest;
import veredus.api.admin.PolicyVersion;
import veredus.api.client.EngineException;
import veredus.api.policy.PolicyTexts;
import veredus.world.PasswordHash;
import veredus.world.real.RealChance;

/** Changing the policy of a running engine over HTTP: apply, confirm, roll back, and what becomes of it on disk. */
@Timeout(120)
class PolicyChangesTest {
    private static final String SHAPING = "shaping.d/50-test.toml";

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

    private Map<String, String> files() throws Exception {
        return new TreeMap<>(PolicyTexts.read(house.configuration).files());
    }

    private static PolicyApplyRequest request(Map<String, String> files, Optional<Duration> confirmWithin) {
        return new PolicyApplyRequest(
                Optional.of(files),
                Optional.of("for a test"),
                confirmWithin,
                false,
                Optional.of(PolicyOrigin.CLI),
                Optional.empty());
    }

    private PolicyReply shape(int connections, Optional<Duration> confirmWithin) throws Exception {
        Map<String, String> files = files();
        files.put(SHAPING, "[[path]]\ndomain = \"good.example\"\nmax-connections = " + connections + "\n");
        return house.client().apply(request(files, confirmWithin));
    }

    private static PolicyRollbackRequest back(Optional<String> id) {
        return new PolicyRollbackRequest(id, Optional.of("no good"), Optional.empty(), Optional.empty());
    }

    private String version() throws Exception {
        return house.client().status().policy().version().orElseThrow();
    }

    @Test
    void anAppliedChangeIsInForceOnDiskAndInTheHistory() throws Exception {
        PolicyReply reply = shape(3, Optional.empty());

        assertThat(reply.accepted()).isTrue();
        assertThat(reply.notes()).contains("shaping has changed");
        assertThat(house.configuration.resolve(SHAPING)).content().contains("max-connections = 3");
        assertThat(house.engine().policy().get().paths()).hasSize(1);
        PolicyVersion latest = house.client().policyHistory(10).versions().getFirst();
        assertThat(latest.id()).isEqualTo(reply.version().orElseThrow()).isEqualTo(version());
        assertThat(latest.author()).isEqualTo("admin");
        assertThat(latest.reason()).isEqualTo("for a test");
        assertThat(latest.origin()).isEqualTo(PolicyOrigin.CLI);
        assertThat(latest.changed()).containsExactly(SHAPING);
        assertThat(latest.inForce()).isTrue();
    }

    @Test
    void withoutADirectoryEveryQuestionAboutVersionsIsAConflict() throws Exception {
        Map<String, String> files = files();
        house.restartWithoutConfiguration();
        var client = house.client();

        for (ThrowableAssert.ThrowingCallable question : List.<ThrowableAssert.ThrowingCallable>of(
                () -> client.policyHistory(10),
                () -> client.compare(PolicyCompareRequest.of(Optional.of(files))),
                () -> client.apply(request(files, Optional.empty())),
                client::reload,
                client::confirmPolicy)) {
            assertThatThrownBy(question).hasMessageStartingWith("409 the policy cannot be changed");
        }
    }

    @Test
    void oldVersionsAreForgottenWhileTheEngineRuns() throws Exception {
        house.set("admin.toml", Files.readString(house.configuration.resolve("admin.toml")) + "policy-versions = 10\n");
        house.client().reload();
        String first = house.client().policyHistory(100).versions().getLast().id();
        for (int connections = 1; connections <= 25; connections++) {
            assertThat(shape(connections, Optional.empty()).accepted()).isTrue();
        }

        until(() -> house.client().policyHistory(100).versions().size() < 20);

        assertThat(house.client().policyHistory(100).versions()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(house.client().policyHistory(1).versions().getFirst().inForce())
                .isTrue();
        assertThatThrownBy(() -> house.client().rollback(back(Optional.of(first))))
                .hasMessageContaining("404");
    }

    @Test
    void aCandidateWithOneErrorChangesNothing() throws Exception {
        String before = version();
        Map<String, String> files = files();
        files.put(SHAPING, "[[path]]\nmax-connections = 3\n");
        files.put("retry.toml", "[[retry]]\nintervalls = []\n");

        PolicyReply reply = house.client().apply(request(files, Optional.empty()));

        assertThat(reply.accepted()).isFalse();
        assertThat(reply.problems())
                .anySatisfy(problem -> assertThat(problem.toString()).contains("retry.toml:2"));
        assertThat(house.configuration.resolve(SHAPING)).doesNotExist();
        assertThat(version()).isEqualTo(before);
        assertThat(house.client().policyHistory(10).versions()).hasSize(1);
    }

    @Test
    void anyVersionCanBePutInForceAgain() throws Exception {
        String first = version();
        shape(3, Optional.empty());
        shape(4, Optional.empty());

        PolicyReply reply = house.client().rollback(back(Optional.of(first.substring(0, 10))));

        assertThat(reply.accepted()).isTrue();
        assertThat(house.configuration.resolve(SHAPING)).doesNotExist();
        assertThat(house.engine().policy().get().paths()).isEmpty();
        assertThat(house.client().policyHistory(10).versions().getFirst().reason())
                .isEqualTo("back to " + first.substring(0, 12) + ": no good");
        assertThatThrownBy(() -> house.client().rollback(back(Optional.of("00000000"))))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("404");
    }

    @Test
    void whatIsNotConfirmedInTimeGoesBackByItself() throws Exception {
        String first = version();
        assertThat(shape(3, Optional.of(Duration.ofSeconds(1))).confirmBy()).isPresent();

        until(() -> house.client().status().policy().confirmBy().isEmpty());

        assertThat(house.configuration.resolve(SHAPING)).doesNotExist();
        assertThat(house.engine().policy().get().paths()).isEmpty();
        assertThat(house.client().policyHistory(10).versions().getFirst().reason())
                .contains("not confirmed in time; back to " + first.substring(0, 12));
    }

    @Test
    void whatIsNotConfirmedGoesBackAlsoAfterARestart() throws Exception {
        shape(3, Optional.of(Duration.ofSeconds(2)));
        house.restart();

        until(() -> house.client().status().policy().confirmBy().isEmpty());

        assertThat(house.configuration.resolve(SHAPING)).doesNotExist();
        assertThat(house.engine().policy().get().paths()).isEmpty();
    }

    @Test
    void whatIsConfirmedStaysAndUntilThenNothingElseIsChanged() throws Exception {
        shape(3, Optional.of(Duration.ofHours(1)));
        assertThatThrownBy(() -> shape(4, Optional.empty())).hasMessageContaining("409");
        house.restart();
        assertThat(house.client().status().policy().confirmBy()).isPresent();

        assertThat(house.client().confirmPolicy().accepted()).isTrue();

        assertThat(house.client().status().policy().confirmBy()).isEmpty();
        assertThat(shape(4, Optional.empty()).accepted()).isTrue();
        assertThatThrownBy(() -> house.client().confirmPolicy()).hasMessageContaining("409");
    }

    @Test
    void aRollbackEndsWhatWaitsToBeConfirmed() throws Exception {
        shape(3, Optional.of(Duration.ofHours(1)));

        assertThat(house.client().rollback(back(Optional.empty())).accepted()).isTrue();

        assertThat(house.client().status().policy().confirmBy()).isEmpty();
        assertThat(house.engine().policy().get().paths()).isEmpty();
    }

    @Test
    void anEditThatWasNotPutInForceIsKeptWhenItIsReplaced() throws Exception {
        String old = Files.readString(house.configuration.resolve("retry.toml"));
        Map<String, String> files = files();
        house.set("retry.toml", "# by hand\n" + old);

        house.client().apply(request(files, Optional.empty()));

        PolicyVersion kept = house.client().policyHistory(10).versions().getFirst();
        assertThat(kept.origin()).isEqualTo(PolicyOrigin.FILE);
        assertThat(house.client().policyVersion(kept.id()).files().get("retry.toml"))
                .startsWith("# by hand");
        assertThat(house.configuration.resolve("retry.toml")).content().isEqualTo(old);
    }

    @Test
    void anEditIsRecordedWhenItIsReloadedWithWhoDidIt() throws Exception {
        house.set("retry.toml", "# by hand\n" + Files.readString(house.configuration.resolve("retry.toml")));

        assertThat(house.client().reload().accepted()).isTrue();

        PolicyVersion latest = house.client().policyHistory(10).versions().getFirst();
        assertThat(latest.origin()).isEqualTo(PolicyOrigin.FILE);
        assertThat(latest.inForce()).isTrue();
        assertThat(latest.changed()).containsExactly("retry.toml");
    }

    @Test
    void anEditWhileTheEngineWasStoppedIsRecordedAtTheStart() throws Exception {
        house.set("retry.toml", "# by hand\n" + Files.readString(house.configuration.resolve("retry.toml")));
        house.restart();

        PolicyVersion latest = house.client().policyHistory(10).versions().getFirst();
        assertThat(latest.reason()).isEqualTo("changed on disk while the engine was not running");
        assertThat(latest.inForce()).isTrue();
    }

    @Test
    void namesThatLeadOutOfTheDirectoryAreRefused() throws Exception {
        Map<String, String> files = files();
        files.put("../other.toml", "");

        assertThatThrownBy(() -> house.client().apply(request(files, Optional.empty())))
                .hasMessageContaining("422");
    }

    @Test
    void aListenerIsOpenedAndClosedWithoutTouchingTheOthers() throws Exception {
        int port = freePort();
        Map<String, String> files = files();
        String before = files.get("listeners.toml");
        files.put(
                "listeners.toml",
                before + "\n[[listener]]\nname = \"second\"\naddress = \"127.0.0.1\"\nport = " + port
                        + "\ntls = \"none\"\n");
        try (var first = new Socket(
                InetAddress.getLoopbackAddress(),
                house.engine().addresses().getFirst().getPort())) {
            BufferedReader said = reader(first);
            assertThat(said.readLine()).startsWith("220");

            assertThat(house.client().apply(request(files, Optional.empty())).notes())
                    .contains("listener second opened 127.0.0.1:" + port);
            try (var second = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(reader(second).readLine()).startsWith("220");
            }
            files.put("listeners.toml", before);
            house.client().apply(request(files, Optional.empty()));

            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .hasMessageContaining("refused");
            first.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(said.readLine()).startsWith("250");
        }
    }

    @Test
    void aListenerThatCannotBeOpenedChangesNothing() throws Exception {
        String version = version();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> files = files();
            files.put(
                    "listeners.toml",
                    files.get("listeners.toml") + "\n[[listener]]\nname = \"second\"\naddress = \"127.0.0.1\"\nport = "
                            + taken.getLocalPort() + "\ntls = \"none\"\n");

            PolicyReply reply = house.client().apply(request(files, Optional.empty()));

            assertThat(reply.accepted()).isFalse();
            assertThat(reply.problems()).singleElement().asString().contains("second", "cannot be opened");
        }
        assertThat(version()).isEqualTo(version);
        assertThat(house.configuration.resolve("listeners.toml")).content().doesNotContain("second");
        house.send(1, "good.example");
    }

    @Test
    void secretsAreMaskedInAVersion() throws Exception {
        String hash = PasswordHash.make("hunter2".getBytes(StandardCharsets.UTF_8), new RealChance())
                .toString();
        Map<String, String> files = files();
        files.put("users.toml", "[[user]]\nname = \"u\"\ntenant = \"acme\"\npassword = \"" + hash + "\"\n");
        PolicyReply reply = house.client().apply(request(files, Optional.empty()));

        assertThat(reply.accepted()).as(reply.toString()).isTrue();
        String shown = house.client()
                .policyVersion(reply.version().orElseThrow())
                .files()
                .getOrDefault("users.toml", "");
        assertThat(shown).contains("name = \"u\"", SecretMask.MASK).doesNotContain(hash);
        files.put("users.toml", shown);
        assertThatThrownBy(() -> house.client().apply(request(files, Optional.empty())))
                .hasMessageContaining("masked secret");
    }

    private static BufferedReader reader(Socket socket) throws Exception {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static int freePort() throws Exception {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
