package veredus.control.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.Role;
import veredus.world.SmallFiles;
import veredus.world.real.RealChance;
import veredus.world.real.RealDisk;
import veredus.world.real.RealThreads;

@Timeout(60)
class WebUsersTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    private Path directory;

    private SmallFiles data;
    private WebUsers users;

    @BeforeEach
    void open() throws IOException {
        data = new SmallFiles(new RealDisk(), new RealThreads(), directory, 1 << 20);
        users = WebUsers.open(data, new RealChance());
    }

    @Test
    void whoWasAddedIsThereAfterARestartWithRoleAndTenant() throws Exception {
        users.addFirst("ada", PASSWORD, NOON);
        users.add("sam", PASSWORD, Role.OPERATOR, Optional.of("shop"), NOON);

        WebUsers again = WebUsers.open(data, new RealChance());

        assertThat(again.authenticate("sam", PASSWORD)).hasValueSatisfying(user -> {
            assertThat(user.role()).isEqualTo(Role.OPERATOR);
            assertThat(user.tenant()).contains("shop");
        });
        assertThat(again.authenticate("sam", PASSWORD + "!")).isEmpty();
        assertThat(again.authenticate("nobody", PASSWORD)).isEmpty();
    }

    @Test
    void theFileHasNoPasswordAndIsForItsOwnerAlone() throws Exception {
        users.addFirst("ada", PASSWORD, NOON);

        Path file = directory.resolve("users.json");
        assertThat(file).content().contains("$argon2id$").doesNotContain(PASSWORD);
        assertThat(Files.getPosixFilePermissions(file).toString())
                .doesNotContain("GROUP")
                .doesNotContain("OTHERS");
    }

    @Test
    void thereIsOneFirst() throws Exception {
        users.addFirst("ada", PASSWORD, NOON);

        assertThatThrownBy(() -> users.addFirst("eve", PASSWORD, NOON)).isInstanceOf(WebUsers.Refused.class);
    }

    @Test
    void theLastAdminStays() throws Exception {
        users.addFirst("ada", PASSWORD, NOON);
        users.add("otto", PASSWORD, Role.OPERATOR, Optional.empty(), NOON);

        assertThatThrownBy(() -> users.remove("ada")).hasMessageContaining("last admin");
        users.add("bob", PASSWORD, Role.ADMIN, Optional.empty(), NOON);
        users.remove("ada");
        assertThat(users.find("ada")).isEmpty();
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        users.addFirst("ada", PASSWORD, NOON);

        assertThatThrownBy(() -> users.add("x", "short", Role.VIEWER, Optional.empty(), NOON))
                .hasMessageContaining("password");
        assertThatThrownBy(() -> users.add("a b", PASSWORD, Role.VIEWER, Optional.empty(), NOON))
                .hasMessageContaining("name");
        assertThatThrownBy(() -> users.add("x", PASSWORD, Role.ADMIN, Optional.of("shop"), NOON))
                .hasMessageContaining("tenant");
        assertThatThrownBy(() -> users.add("ada", PASSWORD, Role.VIEWER, Optional.empty(), NOON))
                .hasMessageContaining("already");
    }

    @Test
    void aDamagedFileIsNotTakenForNobody() throws Exception {
        Files.writeString(directory.resolve("users.json"), "{\"version\":1,");

        assertThatThrownBy(() -> WebUsers.open(data, new RealChance())).isInstanceOf(IOException.class);
    }
}
