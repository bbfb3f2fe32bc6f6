package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import veredus.simulator.peer.Provider;
import veredus.simulator.peer.SmtpSink;
import veredus.world.PasswordHash;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** What the command answers, where, and with which exit code. */
@Timeout(60)
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theVersionIsAskedForAsTextAndAsJson() {
        assertThat(execute("version")).isZero();
        assertThat(execute("version", "--json")).isZero();
        assertThat(out.toString().lines().toList())
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("veredus ").contains(" on Java "),
                        json -> assertThat(json).startsWith("{\"version\":\"").endsWith("\"}"));
    }

    @Test
    void withoutACommandTheUsageIsShownAsAMisuse() {
        assertThat(execute()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Usage: veredus").contains("version");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMistypedCommandGetsASuggestion() {
        assertThat(execute("versoin")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("versoin").contains("Did you mean: veredus version");
    }

    @Test
    void anUnknownOptionIsOneLineAndWhereToLook() {
        assertThat(execute("source", "127.0.0.1:1", "--messages", "many")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("veredus: ").contains("--messages"),
                        line -> assertThat(line).isEqualTo("See 'veredus source --help'."));
    }

    @Test
    void aFailureIsOneLineWithoutStackTrace() {
        assertThat(execute("source", "127.0.0.1:1", "--messages", "1", "--connections", "1"))
                .isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("veredus: no SMTP server answers"));
    }

    @Test
    void testMailNeverLeavesTheMachine() {
        assertThat(execute("source", "192.0.2.1:25")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("this machine only");
    }

    @Test
    void aLoadIsCountedInJson() throws IOException {
        var host = new Provider.MailHost("mx", 10, InetAddress.getLoopbackAddress());
        var provider = new Provider("site", List.of(), List.of(host), List.of(), false);
        try (SmtpSink sink = SmtpSink.start(List.of(provider), 0, new RealTime(), new RealChance(), Optional.empty())) {
            int code = execute("source", "127.0.0.1:" + sink.port(), "--messages", "20", "--size", "100", "--json");
            assertThat(code).isZero();
            assertThat(out.toString())
                    .startsWith("{\"accepted\":20,\"refused\":0,\"lost\":0,\"unsent\":0,\"seconds\":");
            assertThat(sink.messages()).isEqualTo(20);
        }
    }

    @Test
    void aPasswordBecomesLinesForTheConfiguration() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("gr\u00fc\u00dfe 1\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(execute("password", "--stdin")).isZero();
        } finally {
            System.setIn(before);
        }
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        String hash = lines.getFirst().replace("password = \"", "").replace("\"", "");
        assertThat(PasswordHash.parse(hash).orElseThrow().matches("gr\u00fc\u00dfe 1".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(lines.getLast()).startsWith("scram = \"SCRAM-SHA-256$4096:");
    }

    @Test
    void theShellCanCompleteEveryCommand() {
        assertThat(execute("generate-completion")).isZero();
        assertThat(out.toString()).contains("_picocli_veredus").contains("simulate");
    }

    @Test
    void everyCommandSaysWhatItDoes() {
        assertThat(Main.commandLine().getSubcommands().values())
                .extracting(command -> command.getCommandSpec().usageMessage().description())
                .allSatisfy(description -> assertThat(description).isNotEmpty());
    }

    @Test
    void aFailureWithCausesIsOneLine() {
        var failure = new IllegalStateException("no spool", new IOException("disk\n full"));
        assertThat(Main.line(failure)).isEqualTo("veredus: no spool: disk full");
    }

    private int execute(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
