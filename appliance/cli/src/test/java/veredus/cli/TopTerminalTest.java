package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.engine.Engine;
import veredus.simulator.internet.TrialPolicy;

/** {@code veredus top} in a pseudo-terminal, made by script(1). */
@Timeout(120)
class TopTerminalTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir
    private Path directory;

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Test
    void keysAreSeenAndTheTerminalIsPutBack() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(SCRIPT), "script(1) is not installed");
        Path configuration = directory.resolve("conf");
        var dns = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        new TrialPolicy(freePort(), freePort(), freePort(), dns, List.of("acme"), 1).write(configuration);
        Path data = directory.resolve("data");
        try (Engine engine = EmbeddedEngine.start(configuration, data, new PrintWriter(new StringWriter()))) {
            String url =
                    "http://127.0.0.1:" + engine.adminAddress().orElseThrow().getPort();
            String command = String.join(
                    " ",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp '" + System.getProperty("java.class.path") + "' veredus.cli.Main top",
                    "--engine " + url + " --token-file " + data.resolve("admin-token"),
                    "&& stty -a");
            Process top = new ProcessBuilder(SCRIPT.toString(), "-qec", command, "/dev/null")
                    .redirectErrorStream(true)
                    .start();
            try {
                watch(top);
            } finally {
                top.destroyForcibly();
            }
        }
    }

    private static void watch(Process top) throws IOException, InterruptedException {
        var said = new StringBuilder();
        InputStream out = top.getInputStream();
        OutputStream keys = top.getOutputStream();
        read(out, said, "s sort (deliveries)");
        assertThat(said).contains("\033[?1049h", "veredus top  out.sender.example", "per second");
        press(keys, "s");
        read(out, said, "s sort (ready)");
        press(keys, "/ac");
        read(out, said, "filter: ac_");
        press(keys, "\r");
        read(out, said, "/ filter (ac)");
        press(keys, "q");
        read(out, said, "\033[?1049l");
        keys.close();
        said.append(new String(out.readAllBytes(), StandardCharsets.UTF_8));
        assertThat(top.waitFor()).isZero();
        assertThat(said.substring(said.indexOf("\033[?1049l")))
                .contains("icanon")
                .doesNotContain("-icanon", "-isig", "-echo ");
    }

    private static void press(OutputStream keys, String pressed) throws IOException {
        keys.write(pressed.getBytes(StandardCharsets.US_ASCII));
        keys.flush();
    }

    /** Reads until {@code awaited} has been said; the test's own limit ends it. */
    private static void read(InputStream out, StringBuilder said, String awaited) throws IOException {
        var bytes = new byte[8192];
        while (said.indexOf(awaited) < 0) {
            int got = out.read(bytes);
            assertThat(got).as("it ended: %s", said).isPositive();
            said.append(new String(bytes, 0, got, StandardCharsets.UTF_8));
        }
    }
}
