package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.PolicyReply;
import veredus.world.PasswordHash;
import veredus.world.real.RealChance;

/** Changes that name the version they were made from: nobody undoes what somebody else has done meanwhile. */
@Timeout(120)
class PolicyBaseTest {
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

    private String version() throws Exception {
        return house.client().status().policy().version().orElseThrow();
    }

    /** As everybody who may read them sees them, so with masked secrets. */
    private Map<String, String> shown() throws Exception {
        return new TreeMap<>(house.client().policyVersion(version()).files());
    }

    private PolicyReply apply(Map<String, String> files, String base) throws Exception {
        return house.client()
                .apply(new PolicyApplyRequest(
                        Optional.of(files),
                        Optional.of("for a test"),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.of(base)));
    }

    private static Map<String, String> with(Map<String, String> files, int connections) {
        var changed = new TreeMap<>(files);
        changed.put(SHAPING, "[[path]]\ndomain = \"good.example\"\nmax-connections = " + connections + "\n");
        return changed;
    }

    private static PolicyCompareRequest compare(Map<String, String> files, String base) {
        return new PolicyCompareRequest(Optional.of(files), Optional.of(base), Optional.empty(), true);
    }

    @Test
    void aChangeToAnotherVersionThanTheOneInForceIsRefusedAndSaysWhoWasFaster() throws Exception {
        String base = version();
        Map<String, String> files = shown();
        assertThat(apply(with(files, 3), base.substring(0, 10)).accepted()).isTrue();

        assertThatThrownBy(() -> apply(with(files, 4), base))
                .hasMessageContaining("409")
                .hasMessageContaining("changed meanwhile")
                .hasMessageContaining("by admin (for a test)");
        assertThatThrownBy(() -> house.client().compare(compare(with(files, 4), base)))
                .hasMessageContaining("409");
        assertThat(house.configuration.resolve(SHAPING)).content().contains("max-connections = 3");
        assertThat(apply(with(files, 4), version()).accepted()).isTrue();
    }

    @Test
    void editsOnDiskThatAreNotInForceAreNotWrittenOver() throws Exception {
        String base = version();
        Map<String, String> files = shown();
        String edited = "# by hand\n" + Files.readString(house.configuration.resolve("retry.toml"));
        house.set("retry.toml", edited);

        assertThatThrownBy(() -> apply(with(files, 3), base))
                .hasMessageContaining("409")
                .hasMessageContaining("the files on disk are not those in force");
        assertThat(house.configuration.resolve("retry.toml")).content().isEqualTo(edited);
        assertThat(house.configuration.resolve(SHAPING)).doesNotExist();
    }

    @Test
    void maskedSecretsAreThoseOfTheBaseHoweverTheTablesAreOrdered() throws Exception {
        String one = hash("one");
        String two = hash("two");
        house.set("users.toml", user("ann", one) + user("bob", two));
        house.client().reload();
        Map<String, String> files = shown();
        assertThat(files.get("users.toml")).doesNotContain("argon2id").contains(SecretMask.MASK);

        files.put("users.toml", "# reordered\n" + user("bob", "********") + user("ann", "********"));
        assertThat(apply(files, version()).accepted()).isTrue();
        assertThat(house.configuration.resolve("users.toml"))
                .content()
                .isEqualTo("# reordered\n" + user("bob", two) + user("ann", one));

        files.put("users.toml", user("eve", "********"));
        String now = version();
        assertThatThrownBy(() -> apply(files, now)).hasMessageContaining("422").hasMessageContaining("masked secret");
    }

    private static String hash(String password) {
        return PasswordHash.make(password.getBytes(StandardCharsets.UTF_8), new RealChance())
                .toString();
    }

    private static String user(String name, String secret) {
        return "[[user]]\nname = \"" + name + "\"\ntenant = \"acme\"\npassword = \"" + secret + "\"\n";
    }

    @Test
    void anEarlierVersionIsComparedWithoutItsFiles() throws Exception {
        String first = version();
        apply(with(shown(), 3), first);

        PolicyComparison told = house.client()
                .compare(new PolicyCompareRequest(Optional.empty(), Optional.empty(), Optional.of(first), true));

        assertThat(told.accepted()).isTrue();
        assertThat(told.changes()).singleElement().satisfies(change -> {
            assertThat(change.object()).isEqualTo("path");
            assertThat(change.after()).isEmpty();
        });
        assertThatThrownBy(() -> house.client()
                        .compare(new PolicyCompareRequest(
                                Optional.empty(), Optional.empty(), Optional.of("00000000"), true)))
                .hasMessageContaining("404");
    }

    @Test
    void aCheckLeavesWaitingMailOut() throws Exception {
        house.send(1, "good.example");
        house.send(1, "later.example");
        until(() -> house.client().status().deferred() == 1);
        Map<String, String> files = shown();
        files.put(SHAPING, "[[path]]\ndomain = \"later.example\"\nmax-connections = 3\n");

        assertThat(house.client().compare(compare(files, version())).queues()).isEmpty();
        assertThat(house.client()
                        .compare(new PolicyCompareRequest(
                                Optional.of(files), Optional.of(version()), Optional.empty(), false))
                        .queues())
                .hasSize(1);
    }
}
