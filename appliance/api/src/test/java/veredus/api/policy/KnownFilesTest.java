package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownFilesTest {
    @TempDir
    private Path directory;

    private final KnownFiles known = new KnownFiles();
    private final Map<String, String> files = new TreeMap<>();

    @BeforeEach
    void aConfiguration() {
        files.put("listeners.toml", "[[listener]]\n");
        files.put("vmtas.toml", "[[vmta]]\nname = \"default\"\n[[vmta]]\nname = \"mta2\"\n");
        files.put("shaping.d/10.toml", "[[path]]\ndomain = \"a.example\"\nvmta = \"mta2\"\nmax-connections = 3\n");
        files.put("shaping.d/20.toml", "[[path]]\ndomain = \"b.example\"\nmax-connections = 4\n");
    }

    private PolicyReader.Traced trace() {
        return PolicyReader.trace(
                PolicyTexts.of(files), directory, Set.of(), SecretStore.forOneReading(), known, Instant.EPOCH);
    }

    private Policy policy() {
        PolicyReading reading = trace().reading();
        assertThat(reading).isInstanceOf(PolicyReading.Accepted.class);
        return ((PolicyReading.Accepted) reading).policy();
    }

    private List<String> problems() {
        return trace().reading().problems().stream()
                .map(PolicyProblem::toString)
                .toList();
    }

    @Test
    void whatHasNotChangedIsTakenOver() {
        Policy before = policy();
        files.put("shaping.d/20.toml", "[[path]]\ndomain = \"b.example\"\nmax-connections = 5\n");
        Policy next = policy();
        assertThat(next.paths().getFirst()).isSameAs(before.paths().getFirst());
        assertThat(next.vmtas().getLast()).isSameAs(before.vmtas().getLast());
        assertThat(next.paths().getLast().maxConnections()).contains(5);
        assertThat(next.paths()).hasSize(2);
    }

    @Test
    void aKnownFileKnowsWhereItsKeysStand() {
        Policy before = policy();
        PolicyReader.Traced again = trace();
        assertThat(again.origins().of(before.paths().getFirst(), "max-connections"))
                .isEqualTo(new Origin("shaping.d/10.toml", 4, 1));
    }

    @Test
    void aKnownFileIsCheckedAgainstTheOthers() {
        policy();
        files.put("vmtas.toml", "[[vmta]]\nname = \"default\"\n");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("shaping.d/10.toml:3:1: there is no vMTA \"mta2\"");
    }

    @Test
    void aProblemIsReportedInEachReading() {
        files.put("shaping.d/20.toml", "[[path]]\ndomain = \"b.example\"\nmax-conections = 4\n");
        List<String> first = problems();
        assertThat(first).isNotEmpty();
        assertThat(problems()).isEqualTo(first);
    }

    @Test
    void aSecretIsReadAnewEachTime() throws Exception {
        files.put("users.toml", "[[user]]\nname = \"u\"\ntenant = \"default\"\nscram = \"file:secret\"\n");
        String verifier = "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$%s:c3J2LXNydi1zcnYtc3J2LXNydi1zcnYtc3J2LXNydi0=";
        Files.writeString(
                directory.resolve("secret"), verifier.formatted("b25lLW9uZS1vbmUtb25lLW9uZS1vbmUtb25lLW9uZS0="));
        Policy before = policy();
        Files.writeString(
                directory.resolve("secret"), verifier.formatted("dHdvLXR3by10d28tdHdvLXR3by10d28tdHdvLXR3by0="));
        assertThat(policy().users()).isNotEqualTo(before.users());
    }

    @Test
    void aMacroIsWorkedOutEachTime() {
        files.put("macros.toml", "[macros]\nslow = \"1/s\"\n");
        files.put("shaping.d/20.toml", "[[path]]\ndomain = \"b.example\"\nmessage-rate = \"${slow}\"\n");
        assertThat(policy().paths().getLast().messageRate())
                .contains(Rate.parse("1/s").orElseThrow());
        files.put("macros.toml", "[macros]\nslow = \"2/s\"\n");
        assertThat(policy().paths().getLast().messageRate())
                .contains(Rate.parse("2/s").orElseThrow());
    }
}
