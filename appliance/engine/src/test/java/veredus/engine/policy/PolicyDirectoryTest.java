package veredus.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.policy.PolicyTexts;
import veredus.world.Disk;
import veredus.world.real.RealDisk;

/** A configuration directory is the old one or the new one, whatever interrupts its change. */
@Timeout(60)
class PolicyDirectoryTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final PolicyTexts OLD = PolicyTexts.of(
            Map.of("server.toml", "old", "retry.toml", "old", "shaping.d/10-a.toml", "old", "dns.toml", "same"));
    private static final PolicyTexts NEW = PolicyTexts.of(
            Map.of("server.toml", "new", "users.toml", "new", "extra.d/10-a.toml", "new", "dns.toml", "same"));

    /** Acts on the disk before all of it is surely done: enough that every step of a change is one of them. */
    private static final int MOST_STEPS = 60;

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        write(directory);
    }

    private static void write(Path directory) throws IOException {
        for (Map.Entry<String, String> file : OLD.files().entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    @TestFactory
    Stream<DynamicTest> aCrashAtAnyStepLeavesOldOrNewOnceMended() {
        return IntStream.range(0, MOST_STEPS)
                .mapToObj(step -> DynamicTest.dynamicTest("step " + step, () -> {
                    Path place = directory.resolve("at-" + step);
                    write(place);
                    boolean finished = crashing(place, step);

                    new PolicyDirectory(new RealDisk(), place).mend(NOON);

                    PolicyTexts now = PolicyTexts.read(place);
                    assertThat(List.of(OLD, NEW)).contains(now);
                    assertThat(!finished || now.equals(NEW)).isTrue();
                    assertThat(place.resolve(PolicyDirectory.WRITING)).doesNotExist();
                }));
    }

    @Test
    void theStepsOfACrashAreEnoughToReachTheEnd() throws IOException {
        assertThat(crashing(directory, MOST_STEPS)).isTrue();
        assertThat(PolicyTexts.read(directory)).isEqualTo(NEW);
    }

    /** Whether the change was through before the disk went. */
    private static boolean crashing(Path place, int step) throws IOException {
        try {
            new PolicyDirectory(new FailingDisk(step), place).write(NEW);
            return true;
        } catch (IOException crashed) {
            return false;
        }
    }

    @Test
    void whatWasNotConfirmedInTimeIsPutBackAtTheStart() throws IOException {
        var writer = new PolicyDirectory(new RealDisk(), directory);
        writer.unconfirmed(new PolicyDirectory.Unconfirmed("b", "a", NOON, "kim", OLD.files()));
        writer.write(NEW);

        assertThat(writer.mend(NOON.minusSeconds(1))).isEmpty();
        assertThat(PolicyTexts.read(directory)).isEqualTo(NEW);
        assertThat(writer.mend(NOON)).singleElement().asString().contains("not confirmed in time");
        assertThat(PolicyTexts.read(directory)).isEqualTo(OLD);
        assertThat(writer.unconfirmed()).isEmpty();
    }

    @Test
    void aDamagedFileOfOursIsNotGuessedAt() throws IOException {
        Files.writeString(directory.resolve(PolicyDirectory.WRITING), "{\"files\":{\"server.t");

        assertThatThrownBy(() -> new PolicyDirectory(new RealDisk(), directory).mend(NOON))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("look at the files beside it");
    }

    /** The real disk until so many acts were done; then nothing goes any more. */
    private static final class FailingDisk implements Disk {
        private final Disk real = new RealDisk();
        private int left;

        FailingDisk(int acts) {
            this.left = acts;
        }

        private void act() throws IOException {
            if (left == 0) {
                throw new IOException("the power is gone");
            }
            left--;
        }

        @Override
        public void createDirectories(Path path) throws IOException {
            act();
            real.createDirectories(path);
        }

        @Override
        public List<String> list(Path path) throws IOException {
            return real.list(path);
        }

        @Override
        public boolean exists(Path file) {
            return real.exists(file);
        }

        @Override
        public DiskFile open(Path file) throws IOException {
            act();
            return real.open(file);
        }

        @Override
        public DiskFile openForReading(Path file) throws IOException {
            return real.openForReading(file);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            act();
            real.rename(from, to);
        }

        @Override
        public void delete(Path file) throws IOException {
            act();
            real.delete(file);
        }

        @Override
        public void forceDirectory(Path path) throws IOException {
            act();
            real.forceDirectory(path);
        }

        @Override
        public long freeBytes(Path path) throws IOException {
            return real.freeBytes(path);
        }

        @Override
        public long totalBytes(Path path) throws IOException {
            return real.totalBytes(path);
        }

        @Override
        public AutoCloseable lock(Path file) throws IOException {
            return real.lock(file);
        }
    }
}
