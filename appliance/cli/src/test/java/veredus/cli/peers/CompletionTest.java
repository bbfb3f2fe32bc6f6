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

        Program.Ran completed = Program.run(
                "",
                List.of(
                        "zsh",
                        "-f",
                        "-c",
                        "source " + script + "; setopt ksh_arrays; COMP_WORDS=(veredus queue ba); COMP_CWORD=2;"
                                + " _complete_veredus; print -r -- ${COMPREPLY[@]}"));
        assertThat(completed.output().strip()).isEqualTo("backoff");
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
                        "source " + script + "; COMP_WORDS=(veredus queue ba); COMP_CWORD=2; _complete_veredus;"
                                + " echo ${COMPREPLY[@]}"));
        assertThat(completed.output().strip()).isEqualTo("backoff");
    }
}
