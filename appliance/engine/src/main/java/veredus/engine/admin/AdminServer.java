package veredus.engine.admin;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.admin.AdminJson;
import veredus.api.admin.ApiProblem;
import veredus.api.policy.AdminPolicy;
import veredus.world.real.FreePort;
import veredus.world.real.HttpListening;
import veredus.world.real.TlsContexts;

/** The admin API on a listening socket of its own ({@link HttpListening}). A fault here never stops mail. */
public final class AdminServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    /** Bytes of a request's body, but for a configuration. */
    static final int LARGEST_REQUEST_BYTES = 1 << 20;

    /** Bytes of a body that is a configuration. */
    static final int LARGEST_CONFIGURATION_BYTES = 48 << 20;

    static final int MOST_CONNECTIONS = 512;

    /** Requests at work; what comes beyond is answered 503. */
    static final int MOST_REQUESTS = 64;

    private static final int LONGEST_REQUEST_LINE = 4 << 10;
    private static final int BACKLOG = 128;
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(60);

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
        Optional<SSLContext> tls = tls(policy, rooms);
        WebServer server = HttpListening.start(bounds(policy, tls), AdminServer::refuse, door::handle);
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
        boolean secure = tls.isPresent();
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

    private static Optional<SSLContext> tls(AdminPolicy policy, AdminRooms rooms) throws IOException {
        if (policy.certificate().isEmpty() || policy.privateKey().isEmpty()) {
            return Optional.empty();
        }
        Path directory = rooms.configuration().orElse(rooms.dataDir());
        return Optional.of(TlsContexts.server(
                        directory.resolve(policy.certificate().get()),
                        directory.resolve(policy.privateKey().get()),
                        rooms.world().time())
                .context());
    }

    private static HttpListening.Bounds bounds(AdminPolicy policy, Optional<SSLContext> tls) throws BindException {
        var address = new InetSocketAddress(policy.address(), policy.port());
        if (address.isUnresolved()) {
            throw new BindException("admin.address is not an address: " + policy.address());
        }
        return new HttpListening.Bounds(
                address,
                tls,
                BACKLOG,
                MOST_CONNECTIONS,
                MOST_REQUESTS,
                LARGEST_CONFIGURATION_BYTES,
                LONGEST_REQUEST_LINE,
                IDLE_LIMIT);
    }

    /** What is answered to requests that Helidon itself refuses. */
    private static DirectHandler.TransportResponse refuse(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType event,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        log.info("admin: - {} {} is refused: {}", request.method(), status.code(), AdminDoor.clean(message));
        var problem = new ApiProblem(status.reasonPhrase(), status.code(), "the request was not understood");
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .keepAlive(false)
                .entity(AdminJson.LENIENT.writeValueAsString(problem))
                .build();
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
