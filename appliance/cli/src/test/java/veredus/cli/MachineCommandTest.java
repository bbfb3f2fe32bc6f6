package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.engine.Engine;
import veredus.simulator.internet.TrialPolicy;

/** What is asked before the first mail goes out, of an engine whose name server does not answer. */
@Timeout(120)
class MachineCommandTest {
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

    private int execute(String... arguments) {
        String[] engineOptions = {
            "--engine",
            "http://127.0.0.1:" + engine.adminAddress().orElseThrow().getPort(),
            "--token-file",
            directory.resolve("data/admin-token").toString()
        };
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.of(arguments, engineOptions).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void addressesAreListedAndANameThatLeadsNowhereIsSaid() {
        assertThat(execute("machine")).isZero();
        assertThat(out.toString()).contains("ADDRESS", "127.0.0.1", "loopback").doesNotContain("leads to");

        assertThat(execute("machine", "mail.a.example")).isEqualTo(ExitCode.NO);
        assertThat(out.toString()).contains("mail.a.example leads to nowhere");
        assertThat(execute("machine", "--json")).isZero();
        assertThat(out.toString().lines().toList().getLast()).contains("\"scope\":\"LOOPBACK\"");
    }

    @Test
    void aTestMessageThatIsNotDeliveredIsSaid() {
        assertThat(execute("trace", "you@a.example", "--send", "--sender", "me@sender.example"))
                .isEqualTo(ExitCode.NO);
        assertThat(execute("trace", "you@a.example", "--send", "--sender", "me@sender.example", "--json"))
                .isEqualTo(ExitCode.NO);
        assertThat(out.toString().lines().toList().getLast()).contains("\"delivered\":false", "\"messageId\":\"");

        assertThat(execute("trace", "you@a.example", "--send")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--sender");
    }
}
