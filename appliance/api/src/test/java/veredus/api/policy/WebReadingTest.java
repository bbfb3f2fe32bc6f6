package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the control plane reads, and what the engine's check says of it. */
class WebReadingTest {
    @TempDir
    private Path directory;

    private WebReading read(String text) throws IOException {
        Files.writeString(directory.resolve("web.toml"), text);
        return WebReading.read(directory);
    }

    @Test
    void withoutAFileItIsTheDefault() {
        WebReading reading = WebReading.read(directory);

        assertThat(reading.policy()).contains(RecordDefaults.of(WebPolicy.class));
        assertThat(reading.problems()).isEmpty();
    }

    @Test
    void otherFilesAreNotRead() throws IOException {
        Files.writeString(directory.resolve("server.toml"), "this is not TOML");

        assertThat(read("[web]\nport = 9443\n").policy())
                .hasValueSatisfying(web -> assertThat(web.port()).isEqualTo(9443));
    }

    @Test
    void aTokenThatIsWrittenOutIsRefusedAndNotRepeated() throws IOException {
        WebReading reading = read("[web]\nengine-token = \"s3cret\"\n");

        assertThat(reading.policy()).isEmpty();
        assertThat(reading.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("web.toml:2", "engine-token", "file:PATH")
                        .doesNotContain("s3cret"));
    }

    @Test
    void anAddressOrAnEngineThatCannotBeIsRefusedWithItsLine() throws IOException {
        WebReading reading = read("""
                [web]
                address = "somewhere"
                engine-url = "ftp://user@engine/"
                session-idle = "13h"
                certificate = "web.crt"
                """);

        assertThat(reading.problems())
                .extracting(problem -> problem.origin().line())
                .containsExactly(2, 3, 4, 5);
    }

    @Test
    void theEngineChecksItTooAndNeedsNoneOfItsFiles() throws IOException {
        read(
                "[web]\ncertificate = \"not-for-the-engine.crt\"\nprivate-key = \"nor-this.key\"\nengine-token = \"file:nor-this\"\n");
        Files.createDirectory(directory.resolve("web"));

        assertThat(PolicyReader.read(directory).problems())
                .noneMatch(problem -> problem.origin().file().startsWith("web"));

        read("[web]\nengine-token = \"s3cret\"\n");
        assertThat(PolicyReader.read(directory)).isInstanceOf(PolicyReading.Refused.class);
    }
}
