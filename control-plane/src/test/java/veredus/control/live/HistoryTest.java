package veredus.control.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.world.SmallFiles;
import veredus.world.real.RealDisk;
import veredus.world.real.RealThreads;

@Timeout(60)
class HistoryTest {
    private static final long START = 1_800_000_000L;

    @TempDir
    private Path directory;

    private final History history = new History();

    private static Sample sample(long at, double delivered) {
        return new Sample(at, 0, delivered, 0, 0, 0, 0, 0);
    }

    private void fill(int seconds) {
        for (int i = 0; i < seconds; i++) {
            history.add(sample(START + i, i));
        }
    }

    private SmallFiles data() {
        return new SmallFiles(new RealDisk(), new RealThreads(), directory, 1 << 20);
    }

    @Test
    void onlyTheLatestSecondsAreKept() {
        fill(1_000);

        assertThat(history.seconds(0)).hasSize(900).first().isEqualTo(sample(START + 100, 100));
    }

    @Test
    void aMinuteIsTheMeanOfItsSeconds() {
        fill(121);

        assertThat(history.minutes(0)).containsExactly(sample(START + 60, 29.5), sample(START + 120, 89.5));
    }

    @Test
    void aClockThatGoesBackAddsNothing() {
        history.add(sample(START, 1));
        history.add(sample(START - 5, 2));

        assertThat(history.seconds(0)).containsExactly(sample(START, 1));
    }

    @Test
    void itOutlivesARestart() throws Exception {
        fill(300);
        history.save(data());

        var again = new History();
        again.load(data());

        assertThat(again.seconds(0)).isEqualTo(history.seconds(0));
        assertThat(again.minutes(0)).isEqualTo(history.minutes(0));
    }

    @Test
    void aDamagedFileBeginsAnew() throws Exception {
        fill(300);
        history.save(data());
        Path file = directory.resolve("history.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[100] ^= 1;
        Files.write(file, bytes);

        var again = new History();
        again.load(data());

        assertThat(again.seconds(0)).isEmpty();
    }
}
