package veredus.control.web;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import veredus.control.live.Viewer;

/** What a visit is answered with. */
public sealed interface Reply {

    /**
     * A whole answer.
     *
     * @param headers besides those that every answer has
     */
    record Whole(int status, String type, byte[] body, Map<String, String> headers) implements Reply {
        public Whole {
            headers = Map.copyOf(headers);
        }

        /** The same with one header more. */
        public Whole with(String name, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Whole(status, type, body, more);
        }
    }

    /** Events until the viewer goes or the session is over. */
    record Stream(Viewer viewer, String sessionId) implements Reply {}

    static Whole html(int status, String text) {
        return new Whole(status, "text/html; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Whole html(String text) {
        return html(200, text);
    }

    static Whole json(byte[] body) {
        return new Whole(200, "application/json", body, Map.of());
    }

    /** After a change: the browser asks for {@code path} with GET. */
    static Whole seeOther(String path) {
        return new Whole(303, "text/plain", new byte[0], Map.of("Location", path));
    }
}
