package veredus.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The completion scripts in the shells that they are for: they load without a word, and complete. */
@Tag("peers")
@Timeout(120)
class CompletionTest {
    @TempDir
    private Path directory;

    private Path script(String shell) throws Exception {
        String script = Program.must(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "veredus.cli.Main",
                "completion",
                shell));
        return Files.writeString(directory.resolve("completion"), script);
    }

    @Test
    @Needs("zsh")
    void zshLoadsItAndCompletes() throws Exception {
        Path script = script("zsh");
        Program.Ran loaded =
                Program.run("", List.of("zsh", "-f", "-c", "source " + script + " && print -r -- ${_comps[veredus]}"));
        assertThat(loaded.exit()).as(loaded.output()).isZero();
        assertThat(loaded.output().lines()).singleElement().asString().contains("_complete_veredus");

        // A zsh in a pseudo-terminal of its own, in which somebody presses the tabulator.
        Path typing = Files.writeString(directory.resolve("typing"), """
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell 'PS1=; source %s; print -r -- rea"dy"'
                zpty -r -m shell said '*ready*'
                zpty -n -w shell $'veredus queue bac\\t'
                zpty -r -m shell said '*backoff*' && print completed
                zpty -d shell
                """.formatted(script));
        assertThat(Program.must(List.of("zsh", "-f", typing.toString())).strip())
                .isEqualTo("completed");
    }

    @Test
    @Needs("bash")
    void bashLoadsItAndCompletes() throws Exception {
        Path script = script("bash");
        Program.Ran completed = Program.run(
                "",
                List.of(
                        "bash",
                        "--norc",
                        "-c",
                        "source " + script + "; COMP_WORDS=(veredus queue ba); COMP_CWORD=2;"
                                + " _complete_veredus 2>/dev/null; echo ${COMPREPLY[@]}"));
        assertThat(completed.output().strip()).isEqualTo("backoff");
    }
}
