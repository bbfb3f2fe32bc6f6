package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A secret store over HTTPS whose certificate is of a CA of one's own: it is believed when that CA is named, and else not. */
@Timeout(60)
class SecretStoreTlsTest {
    private static final Path FILES = Path.of("src/test/resources/veredus/api/policy");
    private static final char[] NO_PASSWORD = {};

    @TempDir
    private Path path;

    /** What a server with that certificate and key is, for TLS. */
    private static SSLContext server(String name) throws Exception {
        String pem = Files.readString(FILES.resolve(name + ".key")).replaceAll("-----[A-Z ]+-----|\\s", "");
        var key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(FILES.resolve(name + ".crt"))));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, NO_PASSWORD, new Certificate[] {certificate});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private ConfigDirectory files(StoreOnLoopback store, String more) {
        store.with("/v1/secret/data/mail", "{\"password\":\"hush-hush\"}");
        return new ConfigDirectory(path)
                .with(
                        "secrets.toml",
                        "[secrets]\nvault-url = \"" + store.url() + "\"\nvault-token = \"env:TOKEN\"\n" + more)
                .with("routes.toml", """
                        [[route]]
                        domain = "*"
                        action = "relay"
                        hosts = [{ host = "mx.example.com" }]
                        user-name = "me"
                        password = "vault:mail#password"
                        tls = "verified"
                        """)
                .withEnvironment(Map.of("TOKEN", StoreOnLoopback.TOKEN));
    }

    private void isNotBelieved(StoreOnLoopback store, String more) {
        assertThat(files(store, more).problems())
                .singleElement()
                .asString()
                .startsWith("routes.toml:6:1: password: the secret store at " + store.url() + " cannot be reached (")
                .contains("vault-ca")
                .doesNotContain("sesame");
        assertThat(store.asked).as("the token must not be told to it").isEmpty();
    }

    @Test
    void aStoreWhoseCaIsNamedIsRead() throws Exception {
        Files.copy(FILES.resolve("ca.crt"), path.resolve("ca.crt"));
        try (var store = new StoreOnLoopback(server("store"))) {
            Policy policy = files(store, "vault-ca = \"ca.crt\"\n").policy();

            assertThat(policy.routes().getFirst().password()).contains("hush-hush");
            assertThat(store.asked).hasSize(1);
        }
    }

    @Test
    void withoutACaOfItsOwnItIsNotBelieved() throws Exception {
        try (var store = new StoreOnLoopback(server("store"))) {
            isNotBelieved(store, "");
        }
    }

    @Test
    void anotherCaIsNotEnough() throws Exception {
        Files.copy(FILES.resolve("rsa.crt"), path.resolve("other.crt"));
        try (var store = new StoreOnLoopback(server("store"))) {
            isNotBelieved(store, "vault-ca = \"other.crt\"\n");
        }
    }

    @Test
    void aCertificateForAnotherNameIsNotBelieved() throws Exception {
        Files.copy(FILES.resolve("ca.crt"), path.resolve("ca.crt"));
        try (var store = new StoreOnLoopback(server("elsewhere"))) {
            isNotBelieved(store, "vault-ca = \"ca.crt\"\n");
        }
    }
}
