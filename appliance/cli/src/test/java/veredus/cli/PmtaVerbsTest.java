package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Command lines of pmta and what they are here. */
class PmtaVerbsTest {
    private static final String TABLE = """
            show status                                  | status
            show queues gmail.com/*                      | queue list --sort=name --filter=gmail.com/
            show topqueues --count=5 --json              | queue list --limit=5 --json
            show domains                                 | queue list --by=domain
            show topdomains --maxitems 20                | queue list --by=domain --limit=20
            show jobs                                    | queue list --by=campaign
            show vmtas                                   | vmta list
            show disabled sources                        | vmta list
            list --rcpt=a@b.example --orig=c@d.example   | message list --recipient=a@b.example --sender=c@d.example
            list --jobId=summer --queue=*/v1             | message list --pool=v1 --campaign=summer
            list --queue */*                             | message list
            pause queue gmail.com/v1                     | queue pause --domain=gmail.com --pool=v1 --reason=by hand, with a verb of pmta
            pause queue */* --reason=fire                | queue pause --all --reason=fire
            pause job summer --reason=wrong              | queue pause --campaign=summer --reason=wrong
            resume queue */v1                            | queue resume --pool=v1
            resume job summer                            | queue resume --campaign=summer
            schedule gmail.com/*                         | queue retry --domain=gmail.com
            delete --job=summer --reason=x --dry-run     | queue delete --campaign=summer --reason=x --dry-run
            delete --queue=gmail.com/v1 --older-than=2d --dsn --reason=x | queue bounce --domain=gmail.com --pool=v1 --older-than=2d --reason=x
            set queue --mode=normal gmail.com/v1         | queue normal --domain=gmail.com --pool=v1
            set queue --mode=backoff gmail.com/*         | queue backoff --domain=gmail.com --reason=by hand, with a verb of pmta
            disable source --reenable-after=2h 192.0.2.1 | vmta disable --address=192.0.2.1 --for=2h --reason=by hand, with a verb of pmta
            enable source 192.0.2.1                      | vmta enable --address=192.0.2.1
            trace a@b.example                            | trace a@b.example
            resolve gmail.com                            | resolve gmail.com
            reload                                       | reload
            check                                        | config check /etc/veredus
            test config conf                             | config check conf
            """;

    @TestFactory
    Stream<DynamicTest> verbsAreTranslatedAndUnderstood() {
        return TABLE.lines().map(line -> {
            String[] sides = line.split("\\|", -1);
            List<String> given = List.of(sides[0].strip().split(" ", -1));
            return DynamicTest.dynamicTest(sides[0].strip(), () -> {
                List<String> ours = PmtaVerbs.translate(given);
                assertThat(String.join(" ", ours)).isEqualTo(sides[1].strip());
                ParseResult parsed = Main.commandLine().parseArgs(ours.toArray(String[]::new));
                assertThat(parsed.hasSubcommand()).isTrue();
            });
        });
    }

    @Test
    void everyVerbThatIsThereIsInThisTable() {
        assertThat(PmtaVerbs.ALL.stream()
                        .filter(verb -> verb.translation().isPresent())
                        .map(PmtaVerbs.Verb::words)
                        .filter(words -> !words.equals("show version")))
                .allSatisfy(words -> assertThat(TABLE.lines()).anyMatch(line -> line.startsWith(words)));
    }

    @Test
    void whatIsNotThereSaysWhatToUseInstead() {
        for (String line : List.of("set priority", "rotate acct", "clear dnscache gmail.com", "show license")) {
            assertThatThrownBy(() -> PmtaVerbs.translate(List.of(line.split(" "))))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageStartingWith("pmta ")
                    .hasMessageContaining(": ");
        }
        assertThatThrownBy(() -> PmtaVerbs.translate(List.of("set", "queue", "--mode=slow", "a/b")))
                .hasMessageContaining("no mode slow");
        assertThatThrownBy(() -> PmtaVerbs.translate(List.of("fly"))).hasMessageContaining("--list");
    }

    @Test
    void aFilterThatIsNotUnderstoodIsRefusedRatherThanLeftOut() {
        assertThatThrownBy(() -> PmtaVerbs.translate(List.of("delete", "--job=x", "--envId=y")))
                .hasMessageContaining("--envId");
        assertThatThrownBy(() -> PmtaVerbs.translate(List.of("pause", "queue", "a/b", "c/d")))
                .hasMessageContaining("c/d");
        assertThatThrownBy(() -> PmtaVerbs.translate(List.of("show", "queues", "--xml")))
                .hasMessageContaining("--");
        assertThatThrownBy(() -> PmtaVerbs.translate(List.of("pause", "queue"))).hasMessageContaining("name a queue");
    }

    @Test
    void theVerbsAreListed() {
        var out = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out, true));
        assertThat(command.execute("pmta", "--list")).isZero();
        assertThat(command.execute("pmta", "--translate", "pause", "job", "summer sale"))
                .isZero();
        assertThat(out.toString())
                .contains("show topqueues", "veredus queue list")
                .contains("veredus queue pause '--campaign=summer sale'");
    }
}
