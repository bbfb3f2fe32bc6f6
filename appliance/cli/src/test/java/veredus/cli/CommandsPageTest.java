package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page for those who know pmta and kcli names all verbs, and no command of ours that is not there. */
class CommandsPageTest {
    private static final Pattern OURS = Pattern.compile("`veredus ([^`]*)`");

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/commands.md"));
    }

    @Test
    void everyVerbOfPmtaThatIsTakenIsThere() throws IOException {
        String page = page();
        assertThat(PmtaVerbs.ALL).allSatisfy(verb -> assertThat(page).contains("`" + verb.words() + "`"));
    }

    @Test
    void everyCommandAndOptionThatIsNamedIsThere() throws IOException {
        List<String> named =
                OURS.matcher(page()).results().map(match -> match.group(1)).toList();
        assertThat(named).hasSizeGreaterThan(40).allSatisfy(line -> {
            CommandLine command = Main.commandLine();
            for (String word : line.split(" ", -1)) {
                Map<String, CommandLine> below = command.getSubcommands();
                if (word.startsWith("--")) {
                    assertThat(command.getCommandSpec().optionsMap()).as(line).containsKey(word);
                } else if (word.matches("[a-z]+") && !below.isEmpty()) {
                    command = Optional.ofNullable(below.get(word)).orElseThrow(() -> new AssertionError(line));
                }
            }
            assertThat(command.getCommandSpec().parent()).as(line).isNotNull();
        });
    }
}
