package veredus.control.web;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
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
import veredus.world.real.HttpListening;

/**
 * The listening socket ({@link HttpListening}). Those that watch stay, so there may be more requests at work than
 * elsewhere.
 */
public final class ControlServer implements AutoCloseable {
    static final int MOST_CONNECTIONS = 2_048;
    static final int MOST_REQUESTS = LiveFeed.MOST + 256;

    private static final int LONGEST_REQUEST_LINE = 8 << 10;
    private static final int BACKLOG = 256;
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

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
        var bounds = new HttpListening.Bounds(
                place.address(),
                place.tls(),
                BACKLOG,
                MOST_CONNECTIONS,
                MOST_REQUESTS,
                Route.EDITOR_FORM_BYTES + Requests.MOST_LET_GO_BYTES,
                LONGEST_REQUEST_LINE,
                IDLE_LIMIT);
        WebServer server = HttpListening.start(bounds, ControlServer::refuse, door::handle);
        if (!server.isRunning()) {
            throw new BindException(
                    "the web cannot listen on " + place.address() + "; change web.port, or stop who has it");
        }
        return new ControlServer(server);
    }

    /** What is answered to requests that Helidon itself refuses. */
    private static DirectHandler.TransportResponse refuse(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType event,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .keepAlive(false)
                .entity("The request was not understood.")
                .build();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
