package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.cli.Look.When;

/** Tables and colours: when they are written, and what a terminal gets; the terminal is made by script(1). */
@Timeout(120)
class LookTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String ESCAPE = "\033[";

    @ParameterizedTest
    @CsvSource({
        "AUTO,   true,  xterm, '',  true,  true",
        "AUTO,   false, xterm, '',  false, false",
        "AUTO,   true,  xterm, 1,   true,  false",
        "AUTO,   true,  dumb,  '',  true,  false",
        "AUTO,   true,  '',    '',  true,  false",
        "NEVER,  true,  xterm, '',  true,  false",
        "NEVER,  false, xterm, '',  false, false",
        "ALWAYS, false, dumb,  1,   true,  true"
    })
    void optionTerminalAndEnvironmentDecide(
            When when, boolean terminal, String term, String noColour, boolean columns, boolean colours) {
        assertThat(Look.of(when, Map.of("TERM", term, "NO_COLOR", noColour), terminal))
                .isEqualTo(new Look(columns, colours));
    }

    @Test
    void coloursDoNotPutColumnsOutOfLineAndTextOfOthersSteersNothing() {
        var table = new Table("NAME", "STATE", "WHY");
        table.add("a", new Look.Painted("disabled", Look.Hue.CARE), "\033[2J x");
        table.add("longer", "on", "");

        assertThat(table.in(new Look(true, true)).lines())
                .containsExactly(
                        "\033[1mNAME\033[0m    \033[1mSTATE\033[0m     \033[1mWHY\033[0m",
                        "a       \033[33mdisabled\033[0m  ?[2J x",
                        "longer  on");
        assertThat(table.in(Look.PLAIN).lines())
                .containsExactly("NAME\tSTATE\tWHY", "a\tdisabled\t?[2J x", "longer\ton\t");
    }

    @Test
    void aTerminalGetsTablesAndColoursAndAPipeNeither() throws Exception {
        assertThat(onTerminal("TERM=xterm", "pmta --list"))
                .contains(ESCAPE + "1mPMTA" + ESCAPE + "0m   ")
                .doesNotContain("\t");
        assertThat(onTerminal("TERM=xterm", "pmta --help")).contains(ESCAPE);
        for (String without : new String[] {"TERM=xterm NO_COLOR=1", "TERM=dumb"}) {
            assertThat(onTerminal(without, "pmta --list")).contains("PMTA   ").doesNotContain(ESCAPE, "\t");
            assertThat(onTerminal(without, "pmta --help")).doesNotContain(ESCAPE);
        }
        assertThat(onTerminal("TERM=xterm", "pmta --list --color=never"))
                .contains("PMTA   ")
                .doesNotContain(ESCAPE);
        assertThat(onTerminal("TERM=xterm", "--color=never pmta --list")).doesNotContain(ESCAPE);
        assertThat(onTerminal("TERM=xterm", "pmta --list | cat"))
                .contains("PMTA\tVEREDUS")
                .doesNotContain(ESCAPE);
        assertThat(onTerminal("TERM=dumb", "pmta --list --color=always | cat")).contains(ESCAPE + "1mPMTA");
    }

    private static String onTerminal(String environment, String command) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(SCRIPT), "script(1) is not installed");
        String line = "env -u NO_COLOR " + environment + " "
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + " -cp '" + System.getProperty("java.class.path") + "' veredus.cli.Main " + command;
        Process process = new ProcessBuilder(SCRIPT.toString(), "-qec", line, "/dev/null")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
