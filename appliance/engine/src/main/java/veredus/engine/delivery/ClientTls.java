package veredus.engine.delivery;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS as a client. Without verification any certificate will do: most of the world's mail exchangers have one for
 * another name, and in clear would be worse (RFC 7435). Safe for use by many threads.
 */
public final class ClientTls {
    /** Sessions kept for resumption; about 4 KB each. */
    private static final int SESSIONS_KEPT = 2_000;

    private final SSLContext verifying;
    private final SSLContext lenient;

    /** @param verifying trusts whom a verified connection may trust */
    public ClientTls(SSLContext verifying) {
        this.verifying = verifying;
        try {
            this.lenient = SSLContext.getInstance("TLS");
            lenient.init(null, new TrustManager[] {new Anybody()}, null);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK has no TLS", impossible);
        }
        verifying.getClientSessionContext().setSessionCacheSize(SESSIONS_KEPT);
        lenient.getClientSessionContext().setSessionCacheSize(SESSIONS_KEPT);
    }

    /** Verifies against the certificate authorities of the JDK. */
    public static ClientTls withDefaultAuthorities() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            return new ClientTls(context);
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("the JDK's certificate authorities cannot be read", unreadable);
        }
    }

    SSLEngine engine(String host, int port, boolean verify) {
        SSLEngine engine = (verify ? verifying : lenient).createSSLEngine(host, port);
        engine.setUseClientMode(true);
        if (verify) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // The name rules of RFC 6125, as RFC 7817 asks.
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    /** Asks no questions. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

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
