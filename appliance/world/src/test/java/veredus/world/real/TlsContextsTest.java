package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys from files, and new ones taken up while running. */
class TlsContextsTest {
    private final FakeTime time = new FakeTime();

    @TempDir
    private Path directory;

    private Path certificate() {
        return directory.resolve("cert.pem");
    }

    private Path key() {
        return directory.resolve("key.pem");
    }

    private SelfSignedCertificate write(String host) throws IOException {
        var made = SelfSignedCertificate.create(
                List.of(host, "alias." + host), time.now(), Duration.ofDays(1), new RealChance());
        made.write(certificate(), key());
        return made;
    }

    @Test
    void aSelfSignedCertificateNamesItsHosts() throws Exception {
        var made = write("mx.example.org");
        assertThat(made.certificate().getSubjectAlternativeNames())
                .extracting(name -> name.get(1))
                .hasToString("[mx.example.org, alias.mx.example.org]");
        made.certificate().verify(made.keys().getPublic());
    }

    @Test
    void onlyTheOwnerReadsWhatIsWritten() throws Exception {
        write("mx.example.org");
        for (Path file : List.of(certificate(), key())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aNewCertificateIsTakenUpAtTheNextCheck() throws Exception {
        var first = write("one.example.org");
        var server = TlsContexts.server(certificate(), key(), time);
        var second = write("second.example.org");
        assertThat(server.chain()).containsExactly(first.certificate());
        time.advance(TlsContexts.ServerSide.CHECK_EVERY);
        assertThat(server.chain()).containsExactly(second.certificate());
    }

    @Test
    void aContextForOthersTakesANewCertificateUpToo() throws Exception {
        var first = write("one.example.org");
        var context = TlsContexts.server(certificate(), key(), time).context();
        assertThat(offered(context)).isEqualTo(first.certificate());
        var second = write("second.example.org");
        time.advance(TlsContexts.ServerSide.CHECK_EVERY);
        assertThat(offered(context)).isEqualTo(second.certificate());
    }

    /** What a client sees of a server with this context. */
    private static Certificate offered(SSLContext context) throws IOException {
        try (var listening =
                        context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = (SSLSocket) clientContext()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                var accepted = (SSLSocket) listening.accept()) {
            Thread handshake = Thread.startVirtualThread(() -> {
                try {
                    accepted.startHandshake();
                } catch (IOException seenByTheClient) {
                    throw new UncheckedIOException(seenByTheClient);
                }
            });
            client.startHandshake();
            Certificate seen = client.getSession().getPeerCertificates()[0];
            handshake.join();
            return seen;
        } catch (InterruptedException hurried) {
            throw new IOException(hurried);
        }
    }

    /** Trusts anybody. */
    private static SSLContext clientContext() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IOException(broken);
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aBrokenCertificateIsNotTakenUpUntilItIsWhole() throws Exception {
        var first = write("one.example.org");
        var server = TlsContexts.server(certificate(), key(), time);
        Files.writeString(certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        time.advance(TlsContexts.ServerSide.CHECK_EVERY);
        assertThat(server.chain()).containsExactly(first.certificate());
        var second = write("second.example.org");
        time.advance(TlsContexts.ServerSide.CHECK_EVERY);
        assertThat(server.chain()).containsExactly(second.certificate());
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedWithBothNames() throws Exception {
        write("one.example.org");
        Path otherKey = directory.resolve("other.key");
        SelfSignedCertificate.create(List.of("other"), time.now(), Duration.ofDays(1), new RealChance())
                .write(directory.resolve("other.pem"), otherKey);
        assertThatThrownBy(() -> TlsContexts.server(certificate(), otherKey, time))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.key")
                .hasMessageContaining("cert.pem");
    }

    @Test
    void keysInPkcs8AreRead() throws Exception {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            Files.writeString(key(), pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
            assertThat(KeyPairs.fit(pair.getPublic(), PemFiles.privateKey(key())))
                    .isTrue();
        }
    }

    @Test
    void rsaKeysInPkcs1AreRead() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Files.writeString(key(), pem(pair.getPrivate()));
        assertThat(Files.readString(key())).contains("BEGIN RSA PRIVATE KEY");
        assertThat(KeyPairs.fit(pair.getPublic(), PemFiles.privateKey(key()))).isTrue();
    }

    @Test
    void ecKeysAsOpenSslWritesThemAreRead() throws Exception {
        Files.writeString(key(), """
                -----BEGIN EC PARAMETERS-----
                BggqhkjOPQMBBw==
                -----END EC PARAMETERS-----
                -----BEGIN EC PRIVATE KEY-----
                MHcCAQEEIHjaKZd2Z8IMXZkCgmTvFShchgiu5tpDsBSlS/haNYo/oAoGCCqGSM49
                AwEHoUQDQgAE4azkDgRkHVggLf8xsNA7cQozoai8Z5PZa3FVtqsEYlKPoW0/VnTZ
                Neu9AnNDOeeTkXvGcvNK3s4hD7sC/tgI5Q==
                -----END EC PRIVATE KEY-----
                """);
        assertThat(PemFiles.privateKey(key()).getAlgorithm()).startsWith("EC");
    }

    @Test
    void anEncryptedKeyIsRefusedWithWhatToDo() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword("secret".toCharArray())
                .build();
        Files.writeString(key(), pem(new JcaPKCS8Generator(pair.getPrivate(), encryptor)));
        assertThatThrownBy(() -> PemFiles.privateKey(key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("encrypted");
    }

    @Test
    void aFileWithoutAKeySaysSo() throws Exception {
        Files.writeString(key(), "nothing here\n");
        assertThatThrownBy(() -> PemFiles.privateKey(key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key.pem")
                .hasMessageContaining("BEGIN PRIVATE KEY");
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
