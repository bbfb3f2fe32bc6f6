package veredus.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.AfterEach;
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

    @Test
    void aReasonThatLooksLikeOursDoesNotForgeTheOrigin() throws IOException {
        assertThat(record(FIRST, "Origin: engine").origin()).isEqualTo(PolicyOrigin.CLI);
    }
}
