package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import veredus.engine.Engine;
import veredus.simulator.internet.TrialPolicy;

/** The commands for a running engine, against one. */
@Timeout(120)
class EngineCommandsTest {
    @TempDir
    private Path directory;

    private Engine engine;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws Exception {
        Path configuration = directory.resolve("conf");
        new TrialPolicy(
                        freePort(),
                        freePort(),
                        freePort(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort()),
                        List.of("acme"),
                        1)
                .write(configuration);
        engine = EmbeddedEngine.start(configuration, directory.resolve("data"), new PrintWriter(err));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static int freePort() throws Exception {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Test
    void theStatusIsATableOrJson() {
        assertThat(execute("status")).isZero();
        assertThat(out.toString()).contains("takes mail   OPEN").contains("out.sender.example");

        assertThat(execute("status", "--json")).isZero();
        assertThat(out.toString().lines().toList().getLast()).startsWith("{").contains("\"admission\":\"OPEN\"");
    }

    @Test
    void queuesAreListedPausedAndNotFound() {
        assertThat(execute("queue", "list")).isZero();
        assertThat(out.toString()).startsWith("QUEUE");
        assertThat(execute("queue", "pause", "--domain", "a.example", "--reason", "repairs", "--for", "10m"))
                .isZero();
        assertThat(execute("queue", "resume", "--domain", "a.example")).isZero();
        assertThat(execute("queue", "delete", "--domain", "a.example", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("would delete 0 recipients");
        assertThat(execute("queue", "show", ":x@a.example/all")).isEqualTo(ExitCode.NO);
        assertThat(err.toString()).contains("no such queue");
    }

    @Test
    void whatCannotBeUndoneNeedsAMeaningAndAReason() {
        assertThat(execute("queue", "delete", "--reason", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("say which mail");
        assertThat(execute("queue", "delete", "--all")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("say why");
        assertThat(execute("queue", "list", "--sort", "colour")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aReloadSaysWhetherItIsInForce() throws Exception {
        assertThat(execute("reload")).isZero();
        assertThat(out.toString()).contains("nothing has changed", "in force");

        Files.writeString(directory.resolve("conf/retry.toml"), "[[retry]]\nintervalls = []\n");
        assertThat(execute("reload")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out.toString()).contains("retry.toml:2").contains("refused");
    }

    @Test
    void messagesThatAreNotThereAreNotFound() {
        assertThat(execute("message", "list")).isZero();
        assertThat(execute("message", "show", "0000000000000")).isEqualTo(ExitCode.NO);
        assertThat(execute("trace", "0000000000000")).isEqualTo(ExitCode.NO);
    }

    @Test
    void anEngineThatIsNotThereIsUnavailable() throws Exception {
        int code = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(
                        "status",
                        "--engine",
                        "http://127.0.0.1:" + freePort(),
                        "--token-file",
                        directory.resolve("data/admin-token").toString());

        assertThat(code).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString()).contains("is it running?");
    }

    private int execute(String... words) {
        var all = new ArrayList<String>(List.of(words));
        all.add("--engine");
        all.add("http://127.0.0.1:" + engine.adminAddress().orElseThrow().getPort());
        all.add("--token-file");
        all.add(directory.resolve("data/admin-token").toString());
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(String[]::new));
    }
}
