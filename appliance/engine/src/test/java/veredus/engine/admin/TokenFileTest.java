package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.api.admin.Role;
import veredus.api.admin.TokenView;
import veredus.world.real.RealDisk;
import veredus.world.real.RealThreads;

/** The file of tokens: old lines, new lines, and lines that are neither. */
class TokenFileTest {
    private static final String HASH = "0".repeat(64);

    @TempDir
    private Path directory;

    private TokenFile file;

    @BeforeEach
    void open() {
        file = new TokenFile(new RealDisk(), new RealThreads(), directory, "tokens");
    }

    private void write(String text) throws IOException {
        Files.writeString(directory.resolve("tokens"), text);
    }

    @Test
    void aLineWithoutARoleIsAnAdmins() throws IOException {
        write("# ours\nold " + HASH + "\nnew " + HASH + " viewer\nconfined " + HASH + "  Operator\tacme\n");

        assertThat(file.list())
                .containsExactly(
                        new TokenView("old", Role.ADMIN, Optional.empty()),
                        new TokenView("new", Role.VIEWER, Optional.empty()),
                        new TokenView("confined", Role.OPERATOR, Optional.of("acme")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 00", "a %s king", "a %s admin acme", "a %s viewer acme more", "sp ace %s viewer"})
    void aLineThatIsNoneIsNamed(String line) throws IOException {
        write("# ours\n" + line.formatted(HASH) + "\n");

        assertThatThrownBy(file::list).isInstanceOf(IOException.class).hasMessageContaining("tokens:2");
    }

    @Test
    void addingAndRemovingKeepsTheRestOfTheFile() throws IOException {
        write("# ours\nold " + HASH);
        file.add(new TokenView("kim", Role.OPERATOR, Optional.of("acme")), "secret");

        assertThat(Files.readString(directory.resolve("tokens")))
                .startsWith("# ours\nold " + HASH + "\nkim ")
                .endsWith(" operator acme\n")
                .doesNotContain("secret");
        assertThatThrownBy(() -> file.add(new TokenView("kim", Role.VIEWER, Optional.empty()), "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file.remove("kim")).isPresent();
        assertThat(file.remove("kim")).isEmpty();
        assertThat(Files.readString(directory.resolve("tokens"))).isEqualTo("# ours\nold " + HASH + "\n");
    }
}
