package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code veredus run} as a process: how it starts, and what its end says to the one who started it. */
@Timeout(120)
class RunCommandTest {
    @TempDir
    private Path directory;

    private int port;
    private @Nullable Process process;

    @BeforeEach
    void configure() throws IOException {
        port = freePort();
        write("server.toml", "[server]\nhost-name = \"out.example.org\"\nshutdown-limit = \"5s\"\n");
        write(
                "listeners.toml",
                "[[listener]]\naddress = \"127.0.0.1\"\nport = " + port + "\ntls = \"none\"\n"
                        + "relay-networks = [\"127.0.0.0/8\"]\n");
        write("spool.toml", "[spool]\nsegment-size = \"1MiB\"\nsoft-free = \"2\"\nhard-free = \"1\"\n");
        write("admin.toml", "[admin]\nport = " + freePort() + "\n");
    }

    @AfterEach
    void end() {
        Process left = process;
        if (left != null) {
            left.destroyForcibly();
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private Process run() throws IOException {
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "veredus.cli.Main",
                        "run",
                        "--config",
                        directory.toString()))
                .redirectError(directory.resolve("err").toFile())
                .start();
        process = started;
        return started;
    }

    @Test
    void aStopThatWasAskedForIsASuccess() throws Exception {
        Process engine = run();
        var out = new BufferedReader(new InputStreamReader(engine.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).startsWith("listening on ");
        engine.destroy();
        assertThat(engine.waitFor()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aBusyPortIsOneLineAndAFailure() throws Exception {
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run().waitFor()).isEqualTo(ExitCode.FAILED);
            List<String> said = Files.readAllLines(directory.resolve("err"));
            assertThat(said)
                    .filteredOn(line -> line.contains("127.0.0.1:" + taken.getLocalPort()))
                    .singleElement()
                    .asString()
                    .startsWith("veredus: listener smtp cannot listen on ")
                    .contains("already in use", "stop what has it");
            assertThat(said).noneMatch(line -> line.startsWith("\tat "));
        }
    }
}
