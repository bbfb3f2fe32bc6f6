package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code veredus config diff} and {@code schema} as scripts see them. */
@Timeout(60)
class ConfigDiffTest {
    private final Told told = new Told();

    @TempDir
    Path old = Path.of("");

    @TempDir
    Path next = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.writeString(old.resolve("listeners.toml"), "[[listener]]\n");
        Files.writeString(next.resolve("listeners.toml"), "[[listener]]\n");
    }

    @Test
    void equalDirectoriesHaveNoDifference() {
        assertThat(diff()).isZero();
        assertThat(told.out()).isEqualTo("no difference\n");
        assertThat(diff("--json")).isZero();
        assertThat(told.out()).endsWith("{\"changes\":[]}\n");
    }

    @Test
    void aChangeIsSaidWithBothPlaces() throws IOException {
        Files.writeString(next.resolve("listeners.toml"), "[[listener]]\n\nport = 2526\n");

        assertThat(diff()).isEqualTo(1);
        assertThat(diff("--json")).isEqualTo(1);
        assertThat(told.out())
                .isEqualTo("changed listener smtp: port 2525 (default) -> 2526 (listeners.toml:3)\n1 change\n"
                        + "{\"changes\":[{\"change\":\"changed\",\"object\":\"listener\",\"name\":\"smtp\",\"key\":\"port\","
                        + "\"old\":{\"value\":\"2525\",\"file\":\"built-in default\",\"line\":0},"
                        + "\"new\":{\"value\":\"2526\",\"file\":\"listeners.toml\",\"line\":3}}]}\n");
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNotCompared() throws IOException {
        Files.writeString(next.resolve("listeners.toml"), "[[listener]]\nprt = 1\n");

        assertThat(diff()).isEqualTo(2);
        assertThat(told.err())
                .contains("listeners.toml:2:1: \"prt\" is not a key")
                .contains("cannot be used");
    }

    @Test
    void theSchemaOfAFileIsFoundByItsNameOrItsDirectory() {
        assertThat(told.execute("config", "schema", "conf/shaping.d/10-x.toml")).isZero();
        assertThat(told.out()).contains("\"title\" : \"shaping.toml\"").endsWith("}\n");
        assertThat(told.execute("config", "schema", "vmta.toml")).isEqualTo(ExitCode.USAGE);
        assertThat(told.err()).contains("did you mean vmtas.toml?");
    }

    private int diff(String... options) {
        var arguments =
                new java.util.ArrayList<String>(java.util.List.of("config", "diff", old.toString(), next.toString()));
        arguments.addAll(java.util.List.of(options));
        return told.execute(arguments.toArray(String[]::new));
    }
}
