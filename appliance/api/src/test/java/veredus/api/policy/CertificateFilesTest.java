package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
