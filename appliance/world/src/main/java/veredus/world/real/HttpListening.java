package veredus.world.real;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How our HTTP servers listen: Helidon, HTTP/1.1 only, one virtual thread per connection.
 *
 * <p>Helidon leaves payload, connections and requests unlimited and does not check response headers; here everything
 * has a bound. After a refusal the connection is closed, so that what a malformed request leaves behind is not taken
 * for the next one.
 */
public final class HttpListening {
    public static final int LARGEST_HEADERS_BYTES = 16 << 10;
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final List<String> TLS_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private HttpListening() {}

    /**
     * Where, and how much at once.
     *
     * @param tls absent for plain HTTP
     * @param backlog connections that wait to be accepted
     * @param requests at work; what comes beyond is answered 503
     * @param largestBodyBytes of a request
     * @param longestRequestLine in bytes
     * @param idle how long a connection without a request is kept
     */
    public record Bounds(
            InetSocketAddress address,
            Optional<SSLContext> tls,
            int backlog,
            int connections,
            int requests,
            long largestBodyBytes,
            int longestRequestLine,
            Duration idle) {}

    /**
     * Listens; whether it could is for the caller to ask ({@link WebServer#isRunning}).
     *
     * @param refusing answers what Helidon itself refuses
     * @param door answers all other requests
     */
    public static WebServer start(Bounds bounds, DirectHandler refusing, Handler door) {
        Http1Config http = Http1Config.builder()
                .maxPrologueLength(bounds.longestRequestLine())
                .maxHeadersSize(LARGEST_HEADERS_BYTES)
                .validateRequestHeaders(true)
                .validateResponseHeaders(true)
                .validatePath(true)
                .validatePrologue(true)
                .build();
        WebServerConfig.Builder builder = WebServer.builder()
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .concurrencyLimitDiscoverServices(false)
                .address(bounds.address().getAddress())
                .port(bounds.address().getPort())
                .backlog(bounds.backlog())
                .maxTcpConnections(bounds.connections())
                .concurrencyLimit(
                        FixedLimit.builder().permits(bounds.requests()).build())
                .maxPayloadSize(bounds.largestBodyBytes())
                .idleConnectionTimeout(bounds.idle())
                .shutdownGracePeriod(GRACE)
                .useNio(false)
                .connectionOptions(options -> options.tcpNoDelay(true).readTimeout(READ_LIMIT))
                .addConnectionSelector(
                        Http1ConnectionSelector.builder().config(http).build())
                .directHandlers(all(refusing))
                .routing((HttpRouting.Builder routing) -> routing.any(door));
        bounds.tls()
                .ifPresent(context -> builder.tls(Tls.builder()
                        .sslContext(context)
                        .enabledProtocols(TLS_PROTOCOLS)
                        .build()));
        return builder.build().start();
    }

    private static DirectHandlers all(DirectHandler refusing) {
        DirectHandlers.Builder all = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            all.addHandler(event, refusing);
        }
        return all.build();
    }
}
