package veredus.engine.listener;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import veredus.world.World;
import veredus.world.real.SelfSignedCertificate;
import veredus.world.real.TlsContexts;

/** A certificate of our own, and clients that take it. */
final class TestTls {
    private static final TlsContexts.ServerSide SERVER = make();

    private TestTls() {}

    static Supplier<SSLEngine> engines() {
        return SERVER::engine;
    }

    private static TlsContexts.ServerSide make() {
        try {
            World world = TestWorld.get();
            Path directory = Files.createTempDirectory("tls");
            Path certificate = directory.resolve("cert.pem");
            Path key = directory.resolve("key.pem");
            SelfSignedCertificate.create(List.of("mx.test"), world.time().now(), Duration.ofDays(1), world.chance())
                    .write(certificate, key);
            return TlsContexts.server(certificate, key, world.time());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Shakes hands over the client's socket and goes on inside. */
    static void secure(SmtpClient client) throws IOException {
        Socket plain = client.socket();
        SSLSocket secured = (SSLSocket) context()
                .getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        secured.startHandshake();
        client.over(secured);
    }

    /** Connects, and says EHLO, STARTTLS and EHLO again. */
    static SmtpClient greeted(ListenerFixture fixture) throws IOException {
        SmtpClient client = SmtpClient.greeted(fixture.address());
        client.ask("STARTTLS");
        secure(client);
        client.ask("EHLO client.example");
        return client;
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AcceptsAny()}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class AcceptsAny implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
