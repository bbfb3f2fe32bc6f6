package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.world.SmallFiles;

/** Small files are replaced whole, and what goes wrong on the platform thread comes out as what it is. */
@Timeout(60)
class SmallFilesTest {
    @TempDir
    private Path directory;

    private SmallFiles files() {
        return new SmallFiles(new RealDisk(), new RealThreads(), directory, 10);
    }

    @Test
    void aFileIsWhatItBecame() throws IOException {
        assertThat(files().read("a")).isEmpty();
        files().replace("a", "one".getBytes(StandardCharsets.UTF_8));
        files().replace("a", "two".getBytes(StandardCharsets.UTF_8));

        assertThat(files().read("a"))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("two"));
        assertThat(directory.resolve("a.new")).doesNotExist();
    }

    @Test
    void aFailureOfFilesSaysWhatWasToBeDone() {
        assertThatThrownBy(() -> files().onPlatform("weigh the moon", () -> {
                    throw new FileNotFoundException("scales");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("weigh the moon: scales")
                .hasCauseInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> {
                    files().replace("a", "longer than ten".getBytes(StandardCharsets.UTF_8));
                    files().read("a");
                })
                .hasMessageContaining("longer than 10 bytes");
    }

    @Test
    void anyOtherExceptionComesOutAsItIs() {
        var refusal = new IllegalStateException("not today");
        assertThatThrownBy(() -> files().onPlatform("ask", () -> {
                    throw refusal;
                }))
                .isSameAs(refusal);
    }
}
