package veredus.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyVersion;
import veredus.api.policy.PolicyTexts;
import veredus.world.real.RealDisk;
import veredus.world.real.RealTime;

/** What the history keeps of a version, and how it is found again. */
@Timeout(60)
class PolicyHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final PolicyTexts FIRST = PolicyTexts.of(Map.of("server.toml", "[server]\n"));
    private static final PolicyTexts SECOND = PolicyTexts.of(
            Map.of("server.toml", "[server]\n", "shaping.d/50-big.toml", "# größer\n[[path]]\nmax-connections = 3\n"));

    @TempDir
    private Path directory;

    private PolicyHistory history;

    @BeforeEach
    void open() throws IOException {
        history = reopen();
    }

    @AfterEach
    void close() {
        history.close();
    }

    private PolicyHistory reopen() throws IOException {
        return PolicyHistory.open(directory.resolve("history.git"), new RealDisk(), new RealTime());
    }

    private PolicyVersion record(PolicyTexts texts, String reason) throws IOException {
        return history.record(texts, "kim", reason, PolicyOrigin.CLI, NOON);
    }

    @Test
    void aVersionKeepsWhoWhenWhyAndWhatChanged() throws IOException {
        record(FIRST, "begin");
        PolicyVersion second = record(SECOND, "big wants less");

        assertThat(history.list(10).getFirst()).isEqualTo(second);
        assertThat(second.author()).isEqualTo("kim");
        assertThat(second.when()).isEqualTo(NOON);
        assertThat(second.reason()).isEqualTo("big wants less");
        assertThat(second.origin()).isEqualTo(PolicyOrigin.CLI);
        assertThat(second.changed()).containsExactly("shaping.d/50-big.toml");
        assertThat(history.texts(second.id())).isEqualTo(SECOND);
    }

    /** Measuring it takes seconds, at each start. */
    @Test
    void theClockOfTheFileSystemIsNotMeasured() {
        assertThat(FS.getFileStoreAttributes(directory).getFsTimestampResolution())
                .isEqualTo(OwnGitSettings.COARSEST_FILE_TIME);
    }

    @Test
    void theHistoryAndWhatIsInForceAreThereAfterARestart() throws IOException {
        PolicyVersion first = record(FIRST, "begin");
        record(SECOND, "more");
        history.putInForce(first.id());
        history.close();
        history = reopen();

        assertThat(history.list(10)).extracting(PolicyVersion::inForce).containsExactly(false, true);
        assertThat(history.inForce()).contains(first.id());
        assertThat(history.latestIfIs(SECOND)).isPresent();
        assertThat(history.latestIfIs(FIRST)).isEmpty();
    }

    @Test
    void theFirstDigitsOfAnIdAreEnough() throws IOException {
        PolicyVersion first = record(FIRST, "begin");

        assertThat(history.find(first.id().substring(0, 8))).contains(first);
        assertThat(history.find(first.id().substring(0, 3))).isEmpty();
        assertThat(history.find("0123456789")).isEmpty();
        assertThat(history.find("HEAD")).isEmpty();
    }

    private List<PolicyVersion> recordMany(int versions) throws IOException {
        for (int i = 0; i < versions; i++) {
            record(PolicyTexts.of(Map.of("server.toml", "[server]\n# " + i + "\n")), "number " + i);
        }
        return history.list(versions);
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void ofTooManyVersionsTheOldestAreForgottenAndTheOthersStayWhatTheyWere() throws IOException {
        List<PolicyVersion> before = recordMany(50);
        history.putInForce(before.getFirst().id());
        before = history.list(50);
        long large = bytes();

        history.keep(45);
        assertThat(history.list(100)).as("a few too many are let be").hasSize(50);
        history.keep(20);

        assertThat(bytes()).isLessThan(large);
        for (int opened = 0; opened < 2; opened++) {
            List<PolicyVersion> after = history.list(100);
            assertThat(after).hasSize(20);
            assertThat(after.subList(0, 19)).isEqualTo(before.subList(0, 19));
            assertThat(after.getLast().id()).isEqualTo(before.get(19).id());
            assertThat(history.texts(after.getLast().id()).files()).containsEntry("server.toml", "[server]\n# 30\n");
            assertThat(history.find(before.get(20).id())).isEmpty();
            history.close();
            history = reopen();
        }
        String gone = before.get(20).id();
        assertThatThrownBy(() -> history.texts(gone)).isInstanceOf(IOException.class);
        record(FIRST, "and on");
        history.keep(20);
        assertThat(history.list(100)).hasSize(21);
    }

    @Test
    void theVersionInForceIsNotForgotten() throws IOException {
        List<PolicyVersion> before = recordMany(30);
        String old = before.get(25).id();
        history.putInForce(old);

        history.keep(10);
        history.close();
        history = reopen();

        assertThat(history.inForce()).contains(old);
        assertThat(history.texts(old).files()).containsEntry("server.toml", "[server]\n# 4\n");
        assertThat(history.list(100)).hasSize(10);
    }

    @Test
    void gitFindsNothingWrongWithAHistoryOfWhichSomeIsForgotten() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
        recordMany(30);
        history.keep(10);

        Process git = new ProcessBuilder(
                        "/usr/bin/git",
                        "--git-dir",
                        directory.resolve("history.git").toString(),
                        "fsck",
                        "--full")
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
    }

    @Test
    void aReasonThatLooksLikeOursDoesNotForgeTheOrigin() throws IOException {
        assertThat(record(FIRST, "Origin: engine").origin()).isEqualTo(PolicyOrigin.CLI);
    }
}
