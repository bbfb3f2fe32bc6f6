package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code veredus config check} as scripts see it. */
@Timeout(60)
class ConfigCheckTest {
    private final Told told = new Told();

    @TempDir
    Path directory = Path.of("");

    @Test
    void aGoodDirectoryHasNoProblems() throws IOException {
        write("[[listener]]\n");

        assertThat(told.execute("config", "check", directory.toString(), "--json"))
                .isZero();
        assertThat(told.out()).isEqualTo("{\"problems\":[]}\n");
    }

    @Test
    void aProblemIsAnObjectAndTheExitCodeIsOne() throws IOException {
        write("[[listener]]\nport = 25\ntls = \"startls\"\n");

        assertThat(told.execute("config", "check", directory.toString(), "--json"))
                .isEqualTo(1);
        assertThat(told.out())
                .isEqualTo("{\"problems\":[{\"file\":\"listeners.toml\",\"line\":3,\"column\":1,\"severity\":\"error\","
                        + "\"message\":\"tls = \\\"startls\\\" is not one of none, starttls, implicit\","
                        + "\"remedy\":\"did you mean \\\"starttls\\\"?\"}]}\n");
    }

    @Test
    void warningsFailOnlyWhenAskedTo() throws IOException {
        write("[[listener]]\nauth-without-tls = true\n");

        assertThat(told.execute("config", "check", directory.toString())).isZero();
        assertThat(told.execute("config", "check", directory.toString(), "--strict"))
                .isEqualTo(1);
        assertThat(told.out())
                .contains("listeners.toml:2:1: warning: passwords")
                .contains("not without warnings");
    }

    @Test
    void addressesOfAnotherMachineAreWarnedOfUnlessItIsForAnother() throws IOException {
        write("[[listener]]\naddress = \"192.0.2.99\"\nrelay-networks = [\"10.0.0.0/8\"]\n");

        assertThat(told.execute("config", "check", directory.toString(), "--strict"))
                .isEqualTo(1);
        assertThat(told.execute("config", "check", directory.toString(), "--strict", "--elsewhere"))
                .isZero();
    }

    private void write(String listeners) throws IOException {
        // Whatever this machine is called.
        Files.writeString(directory.resolve("server.toml"), "[server]\nhost-name = \"mail.example.com\"\n");
        Files.writeString(directory.resolve("listeners.toml"), listeners);
    }
}
