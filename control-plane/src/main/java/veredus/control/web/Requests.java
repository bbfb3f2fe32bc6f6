package veredus.control.web;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** What a request says, within bounds; what is malformed is refused rather than guessed. */
final class Requests {
    /** So much of a form that is too long is read and let go, so that the browser hears why. */
    static final int MOST_LET_GO_BYTES = 8 << 20;

    /** Fields of a form, parameters of a URL, and cookies. */
    static final int MOST_FIELDS = 64;

    static final int WORTH_PACKING = 1_400;

    static final HeaderName FRAGMENT = HeaderNames.create("HX-Request");
    static final HeaderName REFRESH = HeaderNames.create("Veredus-Refresh");
    static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    private Requests() {}

    static String method(ServerRequest request) {
        return request.prologue().method().text();
    }

    /** The path, of a form that can be understood in one way only. */
    static String path(ServerRequest request) {
        String path = request.path().rawPath();
        if (!path.matches("/[A-Za-z0-9/._-]{0,200}") || path.contains("//") || path.contains("..")) {
            throw new Refusal(404, "There is no such page", "The address may be mistyped; the menu has all pages.");
        }
        return path;
    }

    static Optional<String> header(ServerRequest request, HeaderName name) {
        return request.headers().first(name);
    }

    static boolean takesGzip(ServerRequest request) {
        return header(request, HeaderNames.ACCEPT_ENCODING)
                .filter(given -> given.contains("gzip"))
                .isPresent();
    }

    /** The parameters of the URL. Where one is given twice the last one counts, as after a change of a form in a page. */
    static Map<String, String> query(ServerRequest request) {
        var query = new LinkedHashMap<String, String>();
        UriQuery given = request.query();
        for (String name : given.names()) {
            List<String> values = given.all(name);
            if (query.size() < MOST_FIELDS && !values.isEmpty()) {
                query.put(name, values.getLast());
            }
        }
        return query;
    }

    static Map<String, String> cookies(ServerRequest request) {
        var cookies = new LinkedHashMap<String, String>();
        for (String part : header(request, HeaderNames.COOKIE).orElse("").split(";", MOST_FIELDS)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                // The first counts: a cookie of ours is for the whole site, and browsers send longer paths first.
                cookies.putIfAbsent(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return cookies;
    }

    static Map<String, String> form(ServerRequest request, int largest) {
        String type = header(request, HeaderNames.CONTENT_TYPE).orElse("");
        if (!request.content().hasEntity()) {
            return Map.of();
        }
        if (!type.startsWith("application/x-www-form-urlencoded")) {
            throw new Refusal(415, "That is no form", "Use the buttons of the page.");
        }
        String text = new String(body(request, largest), StandardCharsets.UTF_8);
        var form = new LinkedHashMap<String, String>();
        for (String part : text.split("&", MOST_FIELDS + 1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                form.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
            }
        }
        if (form.size() > MOST_FIELDS) {
            throw new Refusal(413, "That is too much", "The form has too many fields.");
        }
        return form;
    }

    private static byte[] body(ServerRequest request, int largest) {
        try (InputStream in = request.content().inputStream()) {
            byte[] bytes = in.readNBytes(largest + 1);
            if (bytes.length > largest) {
                in.skip(MOST_LET_GO_BYTES);
                throw new Refusal(413, "That is too much", "This form has at most " + largest + " bytes.");
            }
            return bytes;
        } catch (IOException | UncheckedIOException | IllegalStateException broken) {
            throw new Refusal(400, "That was cut off", "Try again.");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(400, "That is malformed", "Use the buttons of the page.");
        }
    }

    static byte[] packed(byte[] plain) {
        var bytes = new ByteArrayOutputStream(plain.length / 3);
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
