package veredus.engine.admin;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.admin.AdminJson;
import veredus.api.admin.ApiProblem;
import veredus.api.policy.AdminPolicy;
import veredus.world.real.FreePort;
import veredus.world.real.TlsContexts;

/**
 * The admin API on a listening socket of its own (Helidon, HTTP/1.1 only). One virtual thread per connection; a fault
 * here never stops mail.
 *
 * <p>Helidon leaves payload, connections and requests unlimited and does not check response headers; here everything
 * has a bound. After a refusal the connection is closed, so that what a malformed request leaves behind is not taken
 * for the next one.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    /** Bytes of a request's body, but for a configuration. */
    static final int LARGEST_REQUEST_BYTES = 1 << 20;

    /** Bytes of a body that is a configuration. */
    static final int LARGEST_CONFIGURATION_BYTES = 48 << 20;

    static final int MOST_CONNECTIONS = 512;

    /** Requests at work; what comes beyond is answered 503. */
    static final int MOST_REQUESTS = 64;

    static final int LARGEST_HEADERS_BYTES = 16 << 10;
    private static final int LONGEST_REQUEST_LINE = 4 << 10;
    private static final int BACKLOG = 128;
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(60);
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final List<String> TLS_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final WebServer server;
    private final InetSocketAddress address;
    private final OperatorOrders orders;
    private final Switches switches;
    private final PendingEndings pending;
    private final AuditLog audit;
    private final Metrics metrics;
    private final boolean secure;

    private AdminServer(
            WebServer server,
            InetSocketAddress address,
            OperatorOrders orders,
            Switches switches,
            PendingEndings pending,
            AuditLog audit,
            Metrics metrics,
            boolean secure) {
        this.server = server;
        this.address = address;
        this.orders = orders;
        this.switches = switches;
        this.pending = pending;
        this.audit = audit;
        this.metrics = metrics;
        this.secure = secure;
    }

    /**
     * Opens it as {@code policy} says.
     *
     * @throws IOException when the address cannot be had, or tokens or certificates cannot be read; nothing is open then
     */
    public static AdminServer open(AdminPolicy policy, AdminRooms rooms, OperatorOrders orders, Switches switches)
            throws IOException {
        requireFree(policy);
        var files = new DataFiles(rooms.world(), rooms.dataDir());
        AdminTokens tokens =
                AdminTokens.open(files, policy.tokenFile(), rooms.world().chance());
        AuditLog audit = AuditLog.open(
                files,
                rooms.world(),
                rooms.dataDir(),
                new AuditLog.Keep(policy.auditKeep(), policy.auditKeepSize().bytes()));
        var metrics = new Metrics(rooms);
        PendingEndings pending = PendingEndings.open(rooms.world(), files);
        var actions = new QueueActions(rooms, orders, pending);
        var api = new AdminApi(rooms, orders, switches, files, tokens, audit, metrics, actions);
        var auditing = new Auditing(audit, rooms.world().time());
        var door = new AdminDoor(
                api, tokens, auditing, policy.allowNetworks(), rooms.world().time());
        var builder = WebServer.builder();
        configure(builder, policy, door);
        boolean secure = policy.certificate().isPresent() && policy.privateKey().isPresent();
        if (secure) {
            Path directory = rooms.configuration().orElse(rooms.dataDir());
            var context = TlsContexts.server(
                            directory.resolve(policy.certificate().orElseThrow()),
                            directory.resolve(policy.privateKey().orElseThrow()),
                            rooms.world().time())
                    .context();
            builder.tls(Tls.builder()
                    .sslContext(context)
                    .enabledProtocols(TLS_PROTOCOLS)
                    .build());
        }
        WebServer server = builder.build().start();
        if (!server.isRunning()) {
            metrics.close();
            audit.close();
            throw new BindException("the admin API cannot listen on " + policy.address() + ":" + policy.port()
                    + "; the log says why. Change admin.port, or stop who has it");
        }
        orders.start();
        switches.start();
        pending.start(actions.withholding()::execute);
        var address = new InetSocketAddress(policy.address(), server.port());
        log.info("admin API on {}://{}:{}", secure ? "https" : "http", policy.address(), server.port());
        if (!secure && !address.getAddress().isLoopbackAddress()) {
            log.warn("the admin API listens on {} without TLS: tokens can be read on the way", address);
        }
        return new AdminServer(server, address, orders, switches, pending, audit, metrics, secure);
    }

    private static void requireFree(AdminPolicy policy) throws BindException {
        try {
            FreePort.require(new InetSocketAddress(policy.address(), policy.port()));
        } catch (BindException taken) {
            var named = new BindException("the admin API " + taken.getMessage() + " (admin.toml, port)");
            named.initCause(taken);
            throw named;
        }
    }

    private static void configure(WebServerConfig.Builder builder, AdminPolicy policy, AdminDoor door)
            throws IOException {
        InetAddress address = new InetSocketAddress(policy.address(), policy.port()).getAddress();
        if (address == null) {
            throw new BindException("admin.address is not an address: " + policy.address());
        }
        Http1Config http = Http1Config.builder()
                .maxPrologueLength(LONGEST_REQUEST_LINE)
                .maxHeadersSize(LARGEST_HEADERS_BYTES)
                .validateRequestHeaders(true)
                .validateResponseHeaders(true)
                .validatePath(true)
                .validatePrologue(true)
                .build();
        builder.shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .concurrencyLimitDiscoverServices(false)
                .address(address)
                .port(policy.port())
                .backlog(BACKLOG)
                .maxTcpConnections(MOST_CONNECTIONS)
                .concurrencyLimit(FixedLimit.builder().permits(MOST_REQUESTS).build())
                .maxPayloadSize(LARGEST_CONFIGURATION_BYTES)
                .idleConnectionTimeout(IDLE_LIMIT)
                .shutdownGracePeriod(GRACE)
                .useNio(false)
                .connectionOptions(options -> options.tcpNoDelay(true).readTimeout(READ_LIMIT))
                .addConnectionSelector(
                        Http1ConnectionSelector.builder().config(http).build())
                .directHandlers(refusals())
                .routing((HttpRouting.Builder routing) -> routing.any(door::handle));
    }

    /** What is answered to requests that Helidon itself refuses. */
    private static DirectHandlers refusals() {
        DirectHandler refuse = (request, event, status, headers, message) -> {
            log.info("admin: - {} {} is refused: {}", request.method(), status.code(), AdminDoor.clean(message));
            var problem = new ApiProblem(status.reasonPhrase(), status.code(), "the request was not understood");
            return DirectHandler.TransportResponse.builder()
                    .status(status)
                    .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                    .keepAlive(false)
                    .entity(AdminJson.LENIENT.writeValueAsString(problem))
                    .build();
        };
        DirectHandlers.Builder all = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            all.addHandler(event, refuse);
        }
        return all.build();
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /** Whether it speaks HTTPS. */
    public boolean isSecure() {
        return secure;
    }

    /** Lets requests at work end, for a short while. */
    @Override
    public void close() {
        server.stop();
        orders.stop();
        switches.stop();
        pending.stop();
        metrics.close();
        audit.close();
    }
}
