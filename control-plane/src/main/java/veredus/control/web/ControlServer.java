package veredus.control.web;

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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import veredus.api.client.EngineClient;
import veredus.api.policy.Cidr;
import veredus.control.live.LiveFeed;
import veredus.control.people.Sessions;
import veredus.control.people.WebUsers;
import veredus.world.Time;
import veredus.world.real.FreePort;

/**
 * The listening socket (Helidon, HTTP/1.1), with a bound on everything. One virtual thread per connection; those that
 * watch stay, so there may be more requests at work than elsewhere.
 */
public final class ControlServer implements AutoCloseable {
    static final int MOST_CONNECTIONS = 2_048;
    static final int MOST_REQUESTS = LiveFeed.MOST + 256;

    private static final int LARGEST_HEADERS_BYTES = 16 << 10;
    private static final int LONGEST_REQUEST_LINE = 8 << 10;
    private static final int BACKLOG = 256;
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final List<String> TLS_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final WebServer server;

    /**
     * Where it listens and who may come.
     *
     * @param tls absent for plain HTTP, which is for loopback alone
     */
    public record Place(InetSocketAddress address, Optional<SSLContext> tls, List<Cidr> allowed) {
        public Place {
            allowed = List.copyOf(allowed);
            if (tls.isEmpty() && !address.getAddress().isLoopbackAddress()) {
                throw new IllegalArgumentException("without TLS it is for loopback alone: " + address);
            }
        }
    }

    /** What the pages need of the house. */
    public record House(
            WebUsers users,
            Sessions sessions,
            Assets assets,
            EngineClient engine,
            ErrorPages errors,
            Cookies cookies,
            Time time) {}

    private ControlServer(WebServer server) {
        this.server = server;
    }

    /**
     * Opens it.
     *
     * @throws IOException when the address cannot be had
     */
    public static ControlServer open(Place place, List<Route> routes, House house) throws IOException {
        FreePort.require(place.address());
        Map<String, Route> byUrl = new LinkedHashMap<>();
        for (Route route : routes) {
            if (byUrl.put(route.method() + " " + route.path(), route) != null) {
                throw new IllegalStateException("two routes for " + route.path());
            }
        }
        var rooms = new Door.Rooms(
                house.users(),
                house.sessions(),
                house.assets(),
                house.engine(),
                house.errors(),
                new EventStream(house.sessions(), house.time()),
                house.time());
        var door = new Door(byUrl, rooms, house.cookies(), place.allowed());
        var builder = WebServer.builder();
        configure(builder, place, door);
        place.tls()
                .ifPresent(context -> builder.tls(Tls.builder()
                        .sslContext(context)
                        .enabledProtocols(TLS_PROTOCOLS)
                        .build()));
        WebServer server = builder.build().start();
        if (!server.isRunning()) {
            throw new BindException(
                    "the web cannot listen on " + place.address() + "; change web.port, or stop who has it");
        }
        return new ControlServer(server);
    }

    private static void configure(WebServerConfig.Builder builder, Place place, Door door) {
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
                .address(place.address().getAddress())
                .port(place.address().getPort())
                .backlog(BACKLOG)
                .maxTcpConnections(MOST_CONNECTIONS)
                .concurrencyLimit(FixedLimit.builder().permits(MOST_REQUESTS).build())
                .maxPayloadSize(Route.EDITOR_FORM_BYTES + Requests.MOST_LET_GO_BYTES)
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
        DirectHandler refuse = (request, event, status, headers, message) -> DirectHandler.TransportResponse.builder()
                .status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .keepAlive(false)
                .entity("The request was not understood.")
                .build();
        DirectHandlers.Builder all = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            all.addHandler(event, refuse);
        }
        return all.build();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
