package veredus.world.real;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Time;

/**
 * The engines of TLS, for both sides: TLS 1.2 and 1.3 only. Keys and certificates come from PEM files and go to the
 * JDK's TLS; peers are verified by the JDK's trust store. Safe for use by many threads.
 */
public final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final char[] NO_PASSWORD = {};

    private TlsContexts() {}

    /**
     * The server side for one certificate.
     *
     * @throws IOException when the files cannot be read or do not fit together, with what is wrong
     */
    public static ServerSide server(Path certificateFile, Path keyFile, Time time) throws IOException {
        return new ServerSide(certificateFile, keyFile, time);
    }

    /** Client side that proves who the peer is: a trusted chain, not expired, made out for {@code hostName}. */
    public static SSLEngine verifying(String hostName, int port) {
        SSLEngine engine = clientEngine(Verifying.CONTEXT, hostName, port);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Client side that takes any certificate: encryption against those who only listen (RFC 7435). */
    public static SSLEngine opportunistic(String hostName, int port) {
        return clientEngine(Opportunistic.CONTEXT, hostName, port);
    }

    /** Client side with its own idea of whom to trust, as DANE (RFC 7672) and MTA-STS tests need it. */
    public static SSLEngine trusting(TrustManager trust, String hostName, int port) {
        return clientEngine(context(null, new TrustManager[] {trust}), hostName, port);
    }

    private static SSLEngine clientEngine(SSLContext context, String hostName, int port) {
        SSLEngine engine = context.createSSLEngine(hostName, port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("This JDK cannot do TLS", broken);
        }
    }

    private static final class Verifying {
        private static final SSLContext CONTEXT = context(null, null);
    }

    private static final class Opportunistic {
        private static final SSLContext CONTEXT = context(null, new TrustManager[] {new AcceptsAny()});
    }

    /**
     * One certificate that is offered to clients. The files are looked at, at most once in {@link #CHECK_EVERY} and
     * only when an engine is asked for; when they have changed and fit together, later engines use them. Files that are
     * broken or do not fit are logged once, and what was there before stays in use.
     */
    public static final class ServerSide {
        static final Duration CHECK_EVERY = Duration.ofSeconds(5);

        private final Path certificateFile;
        private final Path keyFile;
        private final Time time;
        private final ReentrantLock checking = new ReentrantLock();
        private volatile Loaded loaded;

        /** For handshakes that have begun with it. */
        private volatile Loaded loadedBefore;

        private volatile long checkedAt;
        private Stamp seen;
        private int loads;

        /** @param alias tells one state from the one before */
        private record Loaded(
                String alias, SSLContext context, X509ExtendedKeyManager keys, List<X509Certificate> chain) {}

        /** What tells one state of the two files from another. */
        private record Stamp(FileTime certificateTime, long certificateSize, FileTime keyTime, long keySize) {}

        private ServerSide(Path certificateFile, Path keyFile, Time time) throws IOException {
            this.certificateFile = certificateFile;
            this.keyFile = keyFile;
            this.time = time;
            this.checkedAt = time.nanos();
            this.seen = stamp();
            this.loaded = load();
            this.loadedBefore = loaded;
        }

        /** An engine in server mode, for one handshake; no client certificate is asked for. */
        public SSLEngine engine() {
            reloadIfChanged();
            SSLEngine engine = loaded.context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(PROTOCOLS);
            return engine;
        }

        /** A context for servers that make their own engines; each handshake takes what the files then hold. */
        public SSLContext context() {
            return TlsContexts.context(new KeyManager[] {new Following(this)}, null);
        }

        private Loaded now() {
            reloadIfChanged();
            return loaded;
        }

        private Loaded of(@Nullable String alias) {
            Loaded now = loaded;
            return now.alias.equals(alias) ? now : loadedBefore;
        }

        /** The chain now offered, the server's own certificate first. */
        public List<X509Certificate> chain() {
            reloadIfChanged();
            return loaded.chain;
        }

        private void reloadIfChanged() {
            if (time.nanos() - checkedAt < CHECK_EVERY.toNanos() || !checking.tryLock()) {
                return;
            }
            try {
                checkedAt = time.nanos();
                Stamp found = stamp();
                if (!found.equals(seen)) {
                    seen = found;
                    Loaded next = load();
                    loadedBefore = loaded;
                    loaded = next;
                    LOG.info("Took up the new certificate in {}", certificateFile);
                }
            } catch (IOException bad) {
                LOG.error("Keeping the certificate in use; the new files are not good", bad);
            } finally {
                checking.unlock();
            }
        }

        private Stamp stamp() throws IOException {
            return new Stamp(
                    Files.getLastModifiedTime(certificateFile),
                    Files.size(certificateFile),
                    Files.getLastModifiedTime(keyFile),
                    Files.size(keyFile));
        }

        private Loaded load() throws IOException {
            List<X509Certificate> chain = PemFiles.certificates(certificateFile);
            PrivateKey key = PemFiles.privateKey(keyFile);
            requirePair(chain.getFirst(), key);
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                String alias = "server-" + ++loads;
                store.setKeyEntry(alias, key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
                var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(store, NO_PASSWORD);
                KeyManager[] keys = factory.getKeyManagers();
                return new Loaded(alias, TlsContexts.context(keys, null), (X509ExtendedKeyManager) keys[0], chain);
            } catch (GeneralSecurityException bad) {
                throw new IOException("Cannot use " + certificateFile + " with " + keyFile, bad);
            }
        }

        private void requirePair(X509Certificate certificate, PrivateKey key) throws IOException {
            if (!KeyPairs.fit(certificate.getPublicKey(), key)) {
                throw new IOException("The key in " + keyFile + " is not the key of the first certificate in "
                        + certificateFile + " (" + certificate.getSubjectX500Principal() + ")");
            }
        }
    }

    /** The key and certificate of a {@link ServerSide} at the moment of each handshake. */
    private static final class Following extends X509ExtendedKeyManager {
        private final ServerSide side;

        private Following(ServerSide side) {
            this.side = side;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return side.now().keys.chooseEngineServerAlias(keyType, issuers, engine);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return side.now().keys.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return side.now().keys.getServerAliases(keyType, issuers);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return side.of(alias).keys.getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return side.of(alias).keys.getPrivateKey(alias);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }
    }

    /** Trusts whoever answers. Extended, so that the JDK adds no checks of its own. */
    private static final class AcceptsAny extends X509ExtendedTrustManager {
        private static final X509Certificate[] NONE = {};

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return NONE.clone();
        }
    }
}
