package veredus.control.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.client.EngineClient;
import veredus.api.client.EngineException;
import veredus.api.policy.Cidr;
import veredus.control.people.Session;
import veredus.control.people.Sessions;
import veredus.control.people.WebUser;
import veredus.control.people.WebUsers;
import veredus.world.Time;

/**
 * Lets requests in: checks where they come from, who asks and whether they may, has the screen answer, and puts the
 * headers on every answer that keep browsers from doing what we do not mean. The one place where sessions, roles and the
 * tokens of changes are checked. Never logs bodies, queries or cookies.
 */
final class Door {
    private static final Logger log = LoggerFactory.getLogger(Door.class);

    /** No script and no style but our own files; nobody may frame us, and forms go nowhere else. */
    static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy", CONTENT_POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()");

    private final Map<String, Route> routes;
    private final Rooms rooms;
    private final Cookies cookies;
    private final List<Cidr> allowed;

    /** What the door needs of the house. */
    record Rooms(
            WebUsers users,
            Sessions sessions,
            Assets assets,
            EngineClient engine,
            ErrorPages errors,
            EventStream events,
            Time time) {}

    Door(Map<String, Route> routes, Rooms rooms, Cookies cookies, List<Cidr> allowed) {
        this.routes = routes;
        this.rooms = rooms;
        this.cookies = cookies;
        this.allowed = allowed;
    }

    void handle(ServerRequest request, ServerResponse response) {
        long began = rooms.time().nanos();
        var seen = new Seen();
        Reply reply = answered(request, seen);
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        ALWAYS.forEach((name, value) -> response.headers().set(HeaderNames.create(name), value));
        if (cookies.isSecure()) {
            response.headers().set(HeaderNames.create("Strict-Transport-Security"), "max-age=31536000");
        }
        seen.setCookie.ifPresent(cookie -> response.headers().add(HeaderNames.SET_COOKIE, cookie));
        switch (reply) {
            case Reply.Whole whole -> send(whole, request, response, seen, began);
            case Reply.Stream stream -> rooms.events().serve(stream, response);
        }
    }

    /** What is known of a request while it is answered. */
    private static final class Seen {
        private Optional<Visit> visit = Optional.empty();
        private Optional<String> setCookie = Optional.empty();
    }

    private Reply answered(ServerRequest request, Seen seen) {
        try {
            return entered(request, seen);
        } catch (Refusal refusal) {
            return refused(request, seen, refusal);
        } catch (EngineException refused) {
            return refused(request, seen, ErrorPages.of(refused));
        } catch (IOException unreachable) {
            log.warn("the engine does not answer: {}", clean(String.valueOf(unreachable.getMessage())));
            return refused(request, seen, ErrorPages.unreachable());
        } catch (RuntimeException bug) {
            log.error("a page broke", bug);
            return refused(
                    request,
                    seen,
                    new Refusal(
                            500,
                            "Something broke here",
                            "The log of the control plane says what. Mail is not concerned."));
        }
    }

    private Reply refused(ServerRequest request, Seen seen, Refusal refusal) {
        Visit visit = seen.visit.orElseGet(() -> new Visit(
                "/", Map.of(), Map.of(), false, from(request), rooms.time().now(), "", Optional.empty()));
        boolean part = request.headers().contains(Requests.FRAGMENT);
        if (refusal.status() == 401 && part) {
            return Reply.html(401, "").with("HX-Redirect", "/login");
        }
        if (refusal.status() == 401 && Requests.method(request).equals("GET")) {
            return Reply.seeOther("/login");
        }
        return rooms.errors().answer(visit, refusal);
    }

    private Reply entered(ServerRequest request, Seen seen) throws IOException {
        checkNetwork(request);
        String path = Requests.path(request);
        String method = Requests.method(request);
        if (path.startsWith(Assets.PREFIX) && method.equals("GET")) {
            return rooms.assets()
                    .answer(path, Requests.header(request, HeaderNames.IF_NONE_MATCH), Requests.takesGzip(request));
        }
        Route route = route(method, path);
        Visit visit = visit(request, route, path, seen);
        seen.visit = Optional.of(visit);
        if (route.least().isPresent()) {
            permit(route, visit);
        }
        if (method.equals("POST")) {
            checkOrigin(request);
            visit = visit.withForm(Requests.form(request, route.largestForm()));
            checkToken(visit);
        }
        return route.screen().answer(visit);
    }

    private void checkNetwork(ServerRequest request) {
        InetAddress from = from(request);
        if (!allowed.isEmpty() && allowed.stream().noneMatch(network -> network.contains(from))) {
            throw new Refusal(403, "Not from there", "web.allow-networks in web.toml does not have your address.");
        }
    }

    private static InetAddress from(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress peer
                ? peer.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private Route route(String method, String path) {
        Route route = routes.get(method + " " + path);
        if (route != null) {
            return route;
        }
        boolean otherwise = routes.containsKey("GET " + path) || routes.containsKey("POST " + path);
        throw otherwise
                ? new Refusal(405, "Not this way", "Go back, and use the buttons of the page.")
                : new Refusal(404, "There is no such page", "The address may be mistyped; the menu has all pages.");
    }

    private Visit visit(ServerRequest request, Route route, String path, Seen seen) {
        Map<String, String> sent = Requests.cookies(request);
        var now = rooms.time().now();
        String id = sent.getOrDefault(cookies.sessionName(), "");
        Optional<Visit.Member> member = Optional.empty();
        // A list that looks at itself again keeps nobody signed in.
        boolean use = !request.headers().contains(Requests.REFRESH);
        Optional<Session> session = id.isEmpty()
                ? Optional.empty()
                : use ? rooms.sessions().use(id, now) : rooms.sessions().peek(id, now);
        if (session.isPresent()) {
            // Looked up each time: who was removed or has another role is met as such at once.
            Optional<WebUser> user = rooms.users().find(session.get().user());
            member = user.map(known ->
                    new Visit.Member(known, session.get(), id, rooms.engine().actingFor(known.person())));
        }
        String visitor = sent.getOrDefault(cookies.visitorName(), "");
        if (route.least().isEmpty() && member.isEmpty() && !Cookies.isSecret(visitor)) {
            visitor = rooms.sessions().secret();
            seen.setCookie = Optional.of(cookies.visitor(visitor));
        }
        return new Visit(
                path,
                Requests.query(request),
                Map.of(),
                request.headers().contains(Requests.FRAGMENT),
                from(request),
                now,
                visitor,
                member);
    }

    private static void permit(Route route, Visit visit) {
        if (visit.member().isEmpty()) {
            throw new Refusal(401, "Sign in first", "Your session is over, or has not begun.");
        }
        if (!visit.may(route.least().orElseThrow())) {
            throw new Refusal(
                    403,
                    "Not with your role",
                    "It needs the role " + route.least().orElseThrow().name().toLowerCase(java.util.Locale.ROOT)
                            + ". An admin can give it to you on the page Users.");
        }
        if (route.engineWide() && !visit.isEngineWide()) {
            throw new Refusal(
                    403, "Not for one tenant", "It concerns the engine as a whole, and you are confined to a tenant.");
        }
    }

    /** Browsers say from which page a form comes; a form of another site is refused whatever else it knows. */
    private static void checkOrigin(ServerRequest request) {
        boolean foreign = Requests.header(request, Requests.FETCH_SITE)
                .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                .isPresent();
        String host = Requests.header(request, HeaderNames.HOST).orElse("");
        boolean elsewhere = Requests.header(request, HeaderNames.ORIGIN)
                .filter(origin -> !origin.equals("http://" + host) && !origin.equals("https://" + host))
                .isPresent();
        if (foreign || elsewhere) {
            throw new Refusal(403, "Not from another site", "Open the page here, and try again.");
        }
    }

    private static void checkToken(Visit visit) {
        String expected = visit.member().map(known -> known.session().csrf()).orElse(visit.visitorId());
        if (expected.isEmpty() || !Cookies.same(expected, visit.form().getOrDefault("csrf", ""))) {
            throw new Refusal(
                    403, "This page is too old", "Load it again and repeat what you did; nothing was changed.");
        }
    }

    private void send(Reply.Whole whole, ServerRequest request, ServerResponse response, Seen seen, long began) {
        response.status(Status.create(whole.status()));
        // Added, not set: the door may set a cookie of its own.
        whole.headers().forEach((name, value) -> {
            if (name.equals("Set-Cookie")) {
                response.headers().add(HeaderNames.SET_COOKIE, value);
            } else {
                response.headers().set(HeaderNames.create(name), value);
            }
        });
        if (whole.status() == 304) {
            response.send();
        } else {
            response.headers().set(HeaderNames.CONTENT_TYPE, whole.type());
            boolean pack = !whole.headers().containsKey("Content-Encoding")
                    && whole.body().length >= Requests.WORTH_PACKING
                    && Requests.takesGzip(request);
            byte[] body = pack ? Requests.packed(whole.body()) : whole.body();
            if (pack) {
                response.headers().set(HeaderNames.CONTENT_ENCODING, "gzip");
            }
            response.contentLength(body.length);
            try (OutputStream out = response.outputStream()) {
                out.write(body);
            } catch (IOException cut) {
                throw new UncheckedIOException(cut);
            }
        }
        Duration took = Duration.ofNanos(rooms.time().nanos() - began);
        String who = seen.visit
                .flatMap(Visit::member)
                .map(known -> known.user().name())
                .orElse("-");
        String line = "web: " + who + " " + Requests.method(request) + " "
                + clean(request.path().rawPath()) + " " + whole.status() + " from "
                + request.remotePeer().address() + " in " + took.toMillis() + " ms";
        if (Requests.method(request).equals("POST") || whole.status() >= 400) {
            log.info(line);
        } else {
            log.debug(line);
        }
    }

    static String clean(String text) {
        String shown = text.length() > 300 ? text.substring(0, 300) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
