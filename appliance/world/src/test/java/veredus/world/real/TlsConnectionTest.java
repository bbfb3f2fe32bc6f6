package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.world.Connection;
import veredus.world.Network.ListenSpec;
import veredus.world.Network.Listening;

/** TLS in both directions over loopback, and what goes wrong in it. */
@Timeout(60)
class TlsConnectionTest {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final String HOST = "mx.example.org";

    private static final RealTime TIME = new RealTime();
    private static final RealNetwork NETWORK = new RealNetwork(TIME, new RealThreads());

    @TempDir
    private static Path directory;

    private static TlsContexts.ServerSide server;

    @BeforeAll
    static void makeCertificate() throws IOException {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        SelfSignedCertificate.create(List.of(HOST), TIME.now(), Duration.ofDays(30), new RealChance())
                .write(certificate, key);
        server = TlsContexts.server(certificate, key, TIME);
    }

    private interface Talk {
        void with(Connection peer) throws IOException, InterruptedException;
    }

    private static Listening listen(LinkedBlockingQueue<Exception> failures, Talk talk) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return NETWORK.listen(new ListenSpec("tls", address, 100, 100), peer -> {
            try {
                talk.with(peer);
            } catch (IOException failed) {
                failures.add(failed);
            }
        });
    }

    private static void echoInsideTls(Connection peer) throws IOException {
        try (Connection secured = peer.secure(server.engine(), LATE)) {
            NetworkContract.echo(secured);
        }
    }

    private static Connection connect(Listening to) throws IOException {
        return NETWORK.connect(to.address(), Optional.empty(), LATE);
    }

    private static SSLEngine client(String protocol) {
        SSLEngine engine = TlsContexts.opportunistic(HOST, 25);
        engine.setEnabledProtocols(new String[] {protocol});
        return engine;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void linesComeBackInsideTls(String protocol) throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening echo = listen(failures, TlsConnectionTest::echoInsideTls);
                Connection secured = connect(echo).secure(client(protocol), LATE)) {
            assertThat(secured.tls()).hasValueSatisfying(facts -> {
                assertThat(facts.protocol()).isEqualTo(protocol);
                assertThat(facts.cipherSuite()).startsWith("TLS_");
            });
            for (String line : List.of("EHLO a", "MAIL FROM:<>", "QUIT")) {
                byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
                secured.write(bytes);
                assertThat(NetworkContract.readAll(secured, bytes.length)).isEqualTo(bytes);
            }
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aLargeMessageArrivesWholeInSmallReads(String protocol) throws Exception {
        var message = new byte[1_000_003];
        new Random(7).nextBytes(message);
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening source = listen(failures, peer -> {
                    try (Connection secured = peer.secure(server.engine(), LATE)) {
                        secured.write(message);
                    }
                });
                Connection secured = connect(source).secure(client(protocol), LATE)) {
            var received = new byte[message.length];
            int at = 0;
            while (at < received.length) {
                int got = secured.read(received, at, Math.min(777, received.length - at));
                assertThat(got).isPositive();
                at += got;
            }
            assertThat(received).isEqualTo(message);
            assertThat(secured.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aPeerWhoseNameIsNotProvenIsRefusedByAVerifyingClient() throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening echo = listen(failures, TlsConnectionTest::echoInsideTls)) {
            assertThatThrownBy(() -> connect(echo).secure(TlsContexts.verifying(HOST, 25), LATE))
                    .isInstanceOf(SSLException.class);
            assertThat(failures.take()).isInstanceOf(SSLException.class).hasMessageContaining("certificate");
        }
    }

    @Test
    void garbageInsteadOfAClientHelloFailsAndCloses() throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening echo = listen(failures, TlsConnectionTest::echoInsideTls);
                Connection plain = connect(echo)) {
            plain.write("EHLO in clear\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(failures.take()).isInstanceOf(SSLException.class);
            drain(plain);
        }
    }

    @Test
    void aPeerThatStallsInTheHandshakeIsGivenUpOnTime() throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening hasty = listen(failures, peer -> peer.secure(server.engine(), SOON));
                Connection plain = connect(hasty)) {
            plain.write(new byte[] {22});
            assertThat(failures.take()).isInstanceOf(SocketTimeoutException.class);
            drain(plain);
        }
    }

    @Test
    void aServerThatSpeaksInClearBeforeTheHandshakeIsRefused() throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening injector = listen(failures, peer -> {
                    peer.write("220 go\r\n250 AUTH PLAIN\r\n".getBytes(StandardCharsets.US_ASCII));
                    echoInsideTls(peer);
                });
                Connection plain = connect(injector)) {
            NetworkContract.readAll(plain, "220 go\r\n".length());
            assertThat(plain.buffered()).isPositive();
            assertThatThrownBy(() -> plain.secure(client("TLSv1.3"), LATE))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("in clear");
        }
    }

    @Test
    void aReadThatIsTooLateLeavesTheSecuredConnectionUsable() throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening echo = listen(failures, TlsConnectionTest::echoInsideTls);
                Connection secured = connect(echo).secure(client("TLSv1.3"), LATE)) {
            secured.readLimit(SOON);
            assertThatThrownBy(() -> secured.read(new byte[1], 0, 1)).isInstanceOf(SocketTimeoutException.class);
            secured.readLimit(LATE);
            secured.write(new byte[] {5});
            assertThat(NetworkContract.readAll(secured, 1)).containsExactly(5);
        }
    }

    @Test
    void aWriteToAPeerThatNeverReadsEndsOnTime() throws Exception {
        var release = new CountDownLatch(1);
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening deaf = listen(failures, peer -> {
                    try (Connection secured = peer.secure(server.engine(), LATE)) {
                        assertThat(secured.tls()).isPresent();
                        release.await();
                    }
                });
                Connection secured = connect(deaf).secure(client("TLSv1.3"), LATE)) {
            secured.writeLimit(SOON);
            var much = new byte[64 * 1024 * 1024];
            assertThatThrownBy(() -> secured.write(much)).isInstanceOf(SocketTimeoutException.class);
        } finally {
            release.countDown();
        }
    }

    @Test
    void tlsInsideTlsIsAMistakeOfOurs() throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening echo = listen(failures, TlsConnectionTest::echoInsideTls);
                Connection secured = connect(echo).secure(client("TLSv1.3"), LATE)) {
            assertThatThrownBy(() -> secured.secure(client("TLSv1.3"), LATE)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anOldProtocolIsRefused() throws Exception {
        var failures = new LinkedBlockingQueue<Exception>();
        try (Listening echo = listen(failures, TlsConnectionTest::echoInsideTls)) {
            assertThatThrownBy(() -> connect(echo).secure(client("TLSv1.1"), LATE))
                    .isInstanceOf(IOException.class);
        }
        assertThat(server.engine().getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
    }

    /** Reads to the end, whatever it is: an alert and the close, or a reset. */
    private static void drain(Connection plain) {
        var bytes = new byte[256];
        try {
            while (plain.read(bytes, 0, bytes.length) >= 0) {
                assertThat(bytes[0]).isEqualTo((byte) 21); // an alert record
            }
        } catch (IOException reset) {
            assertThat(reset).isNotInstanceOf(SocketTimeoutException.class);
        }
    }
}
