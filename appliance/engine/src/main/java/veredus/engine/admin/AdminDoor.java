package veredus.engine.admin;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.admin.ActingFor;
import veredus.api.admin.ApiProblem;
import veredus.api.client.Endpoint;
import veredus.api.policy.Cidr;
import veredus.world.Time;

/**
 * Lets requests in: checks where they come from, what they ask for and who asks, has them answered, and leaves one line
 * in the log for each. Answers to health checks and scrapes are logged at debug only. Never logs tokens, bodies or
 * queries.
 */
final class AdminDoor {
    private static final Logger log = LoggerFactory.getLogger(AdminDoor.class);

    /** The longest that a request's body may take to come. */
    static final Duration BODY_LIMIT = Duration.ofSeconds(20);

    private static final int LONGEST_LOGGED = 500;
    private static final int LONGEST_TOKEN = 512;
    private static final String BEARER = "bearer ";
    private static final HeaderName ACTING_FOR = HeaderNames.create(ActingFor.HEADER);

    private final AdminApi api;
    private final AdminTokens tokens;
    private final Auditing auditing;
    private final List<Cidr> allowed;
    private final Time time;
    /** Large bodies, which are configurations, are read one at a time. */
    private final Semaphore largeBodies = new Semaphore(1);

    /** What a request's path means. */
    private record Target(Endpoint endpoint, String id) {}

    AdminDoor(AdminApi api, AdminTokens tokens, Auditing auditing, List<Cidr> allowed, Time time) {
        this.api = api;
        this.tokens = tokens;
        this.auditing = auditing;
        this.allowed = allowed;
        this.time = time;
    }

    void handle(ServerRequest request, ServerResponse response) {
        long began = time.nanos();
        var visit = new Visit();
        Answer answer = answered(() -> {
            checkNetwork(request);
            Target target = target(request);
            if (target.endpoint().role().isPresent()) {
                visit.caller = authenticate(request);
                visit.caller = narrowed(request, visit.caller);
            }
            visit.caller.require(target.endpoint());
            visit.body = body(request, target);
            visit.changes = target.endpoint().changes();
            return api.answer(new Ask(target.endpoint(), target.id(), query(request), visit.body, visit.caller));
        });
        answer = audited(request, visit, answer);
        boolean ends = answer.status() >= 400 || wantsToEnd(request);
        try {
            send(answer, response, ends);
        } finally {
            note(request, visit.caller.name(), answer, Duration.ofNanos(time.nanos() - began));
        }
        if (ends) {
            // Helidon 4.5.0 sends "Connection: close" and keeps the connection all the same; this ends it.
            throw new CloseConnectionException("answered");
        }
    }

    /** What is known of a request while it is answered. */
    private static final class Visit {
        private Caller caller = Caller.NOBODY;
        private byte[] body = new byte[0];
        private boolean changes;
    }

    private interface Work {
        Answer run() throws IOException;
    }

    private static Answer answered(Work work) {
        try {
            return work.run();
        } catch (AdminRefusal refusal) {
            return Answer.problem(refusal.problem());
        } catch (IOException failed) {
            log.error("the admin API cannot do what it was asked", failed);
            return Answer.problem(new ApiProblem("it failed", 500, "see the engine's log: " + failed.getMessage()));
        } catch (RuntimeException bug) {
            log.error("the admin API broke", bug);
            return Answer.problem(new ApiProblem("it broke", 500, "see the engine's log"));
        }
    }

    /** What was done is told once the audit log has it for good. */
    private Answer audited(ServerRequest request, Visit visit, Answer answer) {
        String from = String.valueOf(request.remotePeer().address());
        String action =
                request.prologue().method().text() + " " + clean(request.path().rawPath());
        if (visit.changes) {
            return answered(() -> {
                auditing.changed(visit.caller, from, action, visit.body, answer);
                return answer;
            });
        }
        if (answer.status() == 401 || answer.status() == 403) {
            auditing.refused(visit.caller, from, action, answer);
        }
        return answer;
    }

    private static boolean wantsToEnd(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.CONNECTION)
                .filter("close"::equalsIgnoreCase)
                .isPresent();
    }

    private void checkNetwork(ServerRequest request) {
        if (allowed.isEmpty()) {
            return;
        }
        boolean inside = request.remotePeer().address() instanceof InetSocketAddress peer
                && allowed.stream().anyMatch(network -> network.contains(peer.getAddress()));
        if (!inside) {
            throw new AdminRefusal(403, "not from there", "admin.allow-networks does not have your address");
        }
    }

    private static Target target(ServerRequest request) {
        String path = request.path().rawPath();
        // No path of ours needs any of these; what does not get in cannot be understood in two ways.
        if (!path.matches("/[A-Za-z0-9/_-]*") || path.contains("//")) {
            throw new AdminRefusal(400, "the path is malformed", "paths have letters, digits and single slashes");
        }
        String method = request.prologue().method().text();
        boolean known = false;
        for (Endpoint endpoint : Endpoint.values()) {
            Optional<String> id = match(endpoint.path(), path);
            if (id.isPresent()) {
                known = true;
                if (endpoint.method().equals(method)) {
                    return new Target(endpoint, id.get());
                }
            }
        }
        throw known
                ? new AdminRefusal(405, "not with this method", "see veredus/openapi.yaml for what there is")
                : AdminRefusal.notFound("path", "see veredus/openapi.yaml for what there is");
    }

    /** The id in the path, or the empty text where there is none; absent when the path is another one. */
    private static Optional<String> match(String template, String path) {
        int hole = template.indexOf("{id}");
        if (hole < 0) {
            return template.equals(path) ? Optional.of("") : Optional.empty();
        }
        String after = template.substring(hole + "{id}".length());
        if (!path.startsWith(template.substring(0, hole))
                || !path.endsWith(after)
                || path.length() <= hole + after.length()) {
            return Optional.empty();
        }
        String id = path.substring(hole, path.length() - after.length());
        return id.contains("/") ? Optional.empty() : Optional.of(id);
    }

    private Caller authenticate(ServerRequest request) {
        String given = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        boolean bearer = given.length() > BEARER.length()
                && given.length() <= BEARER.length() + LONGEST_TOKEN
                && given.substring(0, BEARER.length()).toLowerCase(Locale.ROOT).equals(BEARER);
        return (bearer ? tokens.callerOf(given.substring(BEARER.length()).strip()) : Optional.<Caller>empty())
                .orElseThrow(() -> new AdminRefusal(
                        401,
                        "who are you?",
                        "send 'Authorization: Bearer TOKEN' with a token whose hash is in admin.token-file"));
    }

    /** With the rights of the person for whom a program asks, which only one that may do everything can say. */
    private static Caller narrowed(ServerRequest request, Caller caller) {
        if (!request.headers().contains(ACTING_FOR)) {
            return caller;
        }
        List<String> given = request.headers().all(ACTING_FOR, List::of);
        Optional<ActingFor> person = given.size() == 1 ? ActingFor.parse(given.getFirst()) : Optional.empty();
        return person.map(caller::actingFor)
                .orElseThrow(() -> new AdminRefusal(
                        400,
                        "acting for whom?",
                        ActingFor.HEADER + " is once and such as 'kim; role=operator; tenant=acme'"));
    }

    private static Map<String, String> query(ServerRequest request) {
        var query = new LinkedHashMap<String, String>();
        UriQuery given = request.query();
        for (String name : given.names()) {
            List<String> values = given.all(name);
            if (values.size() != 1) {
                throw AdminRefusal.unprocessable("each parameter may be given once");
            }
            query.put(name, values.getFirst());
        }
        return query;
    }

    private byte[] body(ServerRequest request, Target target) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        if (!target.endpoint().method().equals("POST")) {
            throw new AdminRefusal(400, "a body is not wanted here", "send GET without one");
        }
        String type =
                request.headers().first(HeaderNames.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
        boolean large = (target.endpoint() == Endpoint.POLICY_APPLY || target.endpoint() == Endpoint.POLICY_COMPARE)
                && request.headers().contentLength().orElse(Long.MAX_VALUE) > AdminServer.LARGEST_REQUEST_BYTES;
        int most = large ? AdminServer.LARGEST_CONFIGURATION_BYTES : AdminServer.LARGEST_REQUEST_BYTES;
        if (large && !largeBodies.tryAcquire()) {
            throw new AdminRefusal(503, "another configuration is being read", "try again when it is done");
        }
        byte[] bytes;
        try {
            bytes = read(request, most);
        } finally {
            if (large) {
                largeBodies.release();
            }
        }
        if (bytes.length > 0 && !type.equals("application/json") && !type.startsWith("application/json;")) {
            throw new AdminRefusal(415, "the body is no JSON", "send Content-Type: application/json");
        }
        return bytes;
    }

    private byte[] read(ServerRequest request, int most) {
        if (request.headers().contentLength().orElse(0) > most) {
            throw tooLong(most);
        }
        long began = time.nanos();
        byte[] bytes = new byte[1024];
        int length = 0;
        try (InputStream in = request.content().inputStream()) {
            while (true) {
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, bytes.length * 2);
                }
                int got = in.read(bytes, length, bytes.length - length);
                if (got < 0) {
                    return Arrays.copyOf(bytes, length);
                }
                length += got;
                if (length > most) {
                    throw tooLong(most);
                }
                if (time.nanos() - began > BODY_LIMIT.toNanos()) {
                    throw new AdminRefusal(408, "the body is too slow", "at most " + BODY_LIMIT.toSeconds() + " s");
                }
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException broken) {
            throw new AdminRefusal(400, "the body is malformed", "it ended early, or its chunks are not well formed");
        }
    }

    private static AdminRefusal tooLong(int most) {
        return new AdminRefusal(413, "the body is too long", "at most " + most + " bytes");
    }

    private static void send(Answer answer, ServerResponse response, boolean last) {
        response.status(Status.create(answer.status()))
                .header(HeaderNames.CONTENT_TYPE, answer.type())
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff");
        if (last) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        switch (answer.status()) {
            case 401 -> response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
            case 405 -> response.header(HeaderNames.ALLOW, "GET, POST");
            default -> {}
        }
        response.contentLength(answer.lengthBytes());
        try (OutputStream out = response.outputStream()) {
            answer.content().writeTo(out);
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    private void note(ServerRequest request, String who, Answer answer, Duration took) {
        String line = "admin: " + who + " " + request.prologue().method().text() + " "
                + clean(request.path().rawPath()) + " " + answer.status() + " from "
                + request.remotePeer().address() + " in " + took.toMillis() + " ms"
                + (answer.told().isEmpty() ? "" : ": " + clean(answer.told()));
        boolean routine = answer.status() < 400 && !request.path().rawPath().startsWith("/v1/");
        if (routine) {
            log.debug(line);
        } else {
            log.info(line);
        }
    }

    /** One line, without what could forge another. */
    static String clean(@Nullable String given) {
        String text = String.valueOf(given);
        String shown = text.length() > LONGEST_LOGGED ? text.substring(0, LONGEST_LOGGED) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
