package veredus.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyVersion;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.world.World;
import veredus.world.real.RealWorld;

/** Files that somebody edits are noticed, checked and recorded, once the edit is whole, and put in force by nobody. */
@Timeout(60)
class PolicyWatchTest {
    @TempDir
    private Path directory;

    private final World world = RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));
    private final List<Policy> enforced = new ArrayList<>();
    private Path files;
    private PolicyChanges changes;
    private PolicyWatch watch;

    @BeforeEach
    void open() throws IOException {
        files = Files.createDirectories(directory.resolve("conf"));
        write("server.toml", "[server]\nhost-name = \"out.example\"\n");
        write("listeners.toml", "[[listener]]\naddress = \"127.0.0.1\"\n");
        Policy first = ((PolicyReading.Accepted) PolicyReader.read(files)).policy();
        changes = PolicyChanges.open(world, files, directory.resolve("data"), new PolicyInForce(first), next -> {
            enforced.add(next);
            return List.of();
        });
        watch = new PolicyWatch(world, files, changes);
        watch.look();
        watch.look();
    }

    @AfterEach
    void close() {
        changes.close();
        assertThat(enforced).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(files.resolve(name), text);
    }

    private List<PolicyVersion> versions() throws IOException {
        return changes.history(10).versions();
    }

    @Test
    void anEditIsRecordedAndToldWhenTwoLooksAgree() throws IOException {
        String before = changes.state().version().orElseThrow();
        write("retry.toml", "[[retry]]\nintervals = [\"9m\"]\n");

        watch.look();
        assertThat(versions()).hasSize(1);
        assertThat(changes.state().filesDiffer()).isFalse();
        watch.look();

        PolicyVersion edited = versions().getFirst();
        assertThat(edited.changed()).containsExactly("retry.toml");
        assertThat(edited.origin()).isEqualTo(PolicyOrigin.FILE);
        assertThat(edited.reason()).isEqualTo("edited on disk");
        assertThat(edited.inForce()).isFalse();
        assertThat(changes.state().filesDiffer()).isTrue();
        assertThat(changes.state().fileErrors()).isZero();
        assertThat(changes.state().version()).contains(before);
        watch.look();
        watch.look();
        assertThat(versions()).hasSize(2);
    }

    @Test
    void halfAnEditIsNotRecorded() throws IOException {
        write("retry.toml", "[[retry]]\nintervals = [\"9m\"]\n");
        watch.look();
        write("retry.toml", "[[retry]]\nintervals = [\"9m\", \"30m\"]\n");
        watch.look();
        assertThat(versions()).hasSize(1);

        watch.look();
        assertThat(versions()).hasSize(2);
        assertThat(changes.version(versions().getFirst().id()).orElseThrow().files())
                .extractingByKey("retry.toml")
                .asString()
                .contains("30m");
    }

    @Test
    void anEditWithErrorsIsToldAndNotRecorded() throws IOException {
        write("retry.toml", "[[retry]]\nintervalls = []\nexpire-after = \"never\"\n");
        watch.look();
        watch.look();

        assertThat(versions()).hasSize(1);
        assertThat(changes.state().filesDiffer()).isTrue();
        assertThat(changes.state().fileErrors()).isEqualTo(2);
    }

    @Test
    void anEditThatIsTakenBackDiffersNoMore() throws IOException {
        write("retry.toml", "[[retry]]\nintervals = [\"9m\"]\n");
        watch.look();
        watch.look();
        assertThat(changes.state().filesDiffer()).isTrue();

        Files.delete(files.resolve("retry.toml"));
        watch.look();
        watch.look();

        assertThat(changes.state().filesDiffer()).isFalse();
        assertThat(versions()).hasSize(2);
    }

    @Test
    void whatIsNoPartOfThePolicyIsNotLookedAt() throws IOException {
        write("notes.txt", "buy milk");
        write(".retry.toml.swp", "[[retry");
        watch.look();
        watch.look();

        assertThat(versions()).hasSize(1);
        assertThat(changes.state().filesDiffer()).isFalse();
    }
}
