package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys that do not go together are found before an engine is started with them. */
@Timeout(60)
class CertificateFilesTest {
    private static final Path FILES = Path.of("src/test/resources/veredus/api/policy");

    @ParameterizedTest
    @CsvSource({"rsa.crt, rsa.key", "rsa.crt, rsa-pkcs1.key", "ec.crt, ec.key", "ec.crt, ec-sec1.key", "ed.crt, ed.key"
    })
    void aPairIsFine(String certificate, String key) {
        assertThat(CertificateFiles.fault(FILES.resolve(certificate), FILES.resolve(key)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.crt, ec.key, private-key, is not the key of the first certificate",
        "ec.crt, rsa-pkcs1.key, private-key, cannot be read",
        "rsa.crt, encrypted.key, private-key, is encrypted",
        "rsa.crt, rsa.crt, private-key, holds no private key",
        "rsa.key, rsa.key, certificate, holds no certificate",
        "missing, rsa.key, certificate, cannot be read (NoSuchFileException)"
    })
    void whatIsWrongIsSaidOfTheFileAtFault(String certificate, String key, String at, String message) {
        assertThat(CertificateFiles.fault(FILES.resolve(certificate), FILES.resolve(key)))
                .hasValueSatisfying(fault -> {
                    assertThat(fault.key()).isEqualTo(at);
                    assertThat(fault.message()).endsWith(message);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "2126-11-01T03:19:18Z, valid until 2126-11-01T03:19:19Z, for 0 more days",
        "2126-10-30T03:19:19Z, valid until 2126-11-01T03:19:19Z, for 2 more days",
        "2126-10-18T03:19:20Z, valid until 2126-11-01T03:19:19Z, for 13 more days",
        "2126-11-01T03:19:19Z, was valid until 2126-11-01T03:19:19Z, ''",
        "2026-11-25T03:19:18Z, is not valid before 2026-11-25T03:19:19Z, ''"
    })
    void aCertificateThatIsOrSoonWillBeOverIsToldOfListenersAdminAndWeb(
            Instant now, String message, String more, @TempDir Path directory) throws IOException {
        Path used = pair(directory, "rsa");
        List<PolicyProblem> asked =
                PolicyReader.check(used, Set.of(), Optional.empty(), now).problems();
        List<PolicyProblem> running = PolicyReader.read(used, Set.of(), now).problems();

        assertThat(asked)
                .extracting(problem -> problem.origin().toString())
                .containsExactly("admin.toml:2", "listeners.toml:2", "web.toml:2");
        assertThat(running).hasSize(2);
        assertThat(asked)
                .allSatisfy(problem ->
                        assertThat(problem.message()).contains(message).endsWith(more));
        boolean soon = !more.isEmpty();
        assertThat(asked)
                .extracting(PolicyProblem::severity)
                .containsOnly(soon ? PolicyProblem.Severity.WARNING : PolicyProblem.Severity.ERROR);
        assertThat(running).extracting(PolicyProblem::severity).containsOnly(PolicyProblem.Severity.WARNING);
    }

    @Test
    void aCertificateWithTimeLeftIsNotSpokenOf(@TempDir Path directory) throws IOException {
        assertThat(PolicyReader.check(
                                pair(directory, "rsa"),
                                Set.of(),
                                Optional.empty(),
                                Instant.parse("2126-10-18T03:19:19Z"))
                        .problems())
                .isEmpty();
    }

    @Test
    void theKeyOfTheWebPagesMustFitToo(@TempDir Path directory) throws IOException {
        Path used = pair(directory, "rsa");
        Files.copy(FILES.resolve("ec.key"), used.resolve("other.key"));
        Files.writeString(
                used.resolve("web.toml"),
                Files.readString(used.resolve("web.toml")).replace("a.key", "other.key"));

        assertThat(PolicyReader.check(used, Set.of(), Optional.empty(), Instant.parse("2030-01-01T00:00:00Z"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("web.toml:3:1: the key in \"other.key\" is not the key of the first certificate");
    }

    /** A configuration that uses one certificate everywhere. */
    private static Path pair(Path directory, String name) throws IOException {
        Files.copy(FILES.resolve(name + ".crt"), directory.resolve("a.crt"));
        Files.copy(FILES.resolve(name + ".key"), directory.resolve("a.key"));
        String pair = "certificate = \"a.crt\"\nprivate-key = \"a.key\"\n";
        new ConfigDirectory(directory)
                .with("listeners.toml", "[[listener]]\n" + pair)
                .with("admin.toml", "[admin]\n" + pair)
                .with("web.toml", "[web]\n" + pair);
        return directory;
    }

    @Test
    void theCheckNamesTheLineOfTheKey(@TempDir Path directory) throws IOException {
        Files.copy(FILES.resolve("rsa.crt"), directory.resolve("a.crt"));
        Files.copy(FILES.resolve("ec.key"), directory.resolve("a.key"));

        assertThat(new ConfigDirectory(directory)
                        .with("listeners.toml", "[[listener]]\ncertificate = \"a.crt\"\nprivate-key = \"a.key\"\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("listeners.toml:3:1: the key in \"a.key\" is not the key of the first certificate");
    }
}
