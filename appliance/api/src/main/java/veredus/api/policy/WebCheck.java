package veredus.api.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * What must hold within {@code web.toml}, for the engine's check and for the control plane itself. Files that it names
 * are not looked at here: the engine need not be able to read them ({@link CertificateCheck}).
 */
final class WebCheck {
    private WebCheck() {}

    static void check(WebPolicy web, Origins origins, Problems problems) {
        if (!origins.isSound(web)) {
            return;
        }
        if (IpLiteral.parse(web.address()).isEmpty()) {
            problems.error(
                    origins.of(web, "address"),
                    "address " + Problems.quoted(web.address()) + " is not an IP address",
                    "write such as \"127.0.0.1\", or \"::\" for all of this machine");
        }
        if (!isEngine(web.engineUrl())) {
            problems.error(
                    origins.of(web, "engine-url"),
                    "engine-url " + Problems.quoted(web.engineUrl()) + " is no address of an engine",
                    "write such as \"http://127.0.0.1:8025\", without a path");
        }
        if (!Secrets.isReference(web.engineToken())) {
            // The text itself is a secret and must not be shown.
            problems.error(
                    origins.of(web, "engine-token"),
                    "engine-token is written out",
                    "put it into a file that only the control plane reads, and write \"file:PATH\"");
        }
        if (web.sessionIdle().compareTo(web.sessionAbsolute()) > 0) {
            problems.error(
                    origins.of(web, "session-idle"),
                    "session-idle is longer than session-absolute",
                    "make it shorter, or session-absolute longer");
        }
        pair(web, "certificate", web.certificate(), "private-key", web.privateKey(), origins, problems);
        pair(web, "private-key", web.privateKey(), "certificate", web.certificate(), origins, problems);
    }

    private static void pair(
            WebPolicy web,
            String key,
            Optional<String> value,
            String otherKey,
            Optional<String> other,
            Origins origins,
            Problems problems) {
        if (value.isPresent() && other.isEmpty()) {
            problems.error(origins.of(web, key), key + " without " + otherKey, "set " + otherKey + " too");
        }
    }

    private static boolean isEngine(String text) {
        try {
            var uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme());
            return (scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawQuery() == null
                    && (uri.getRawPath() == null
                            || uri.getRawPath().isEmpty()
                            || uri.getRawPath().equals("/"));
        } catch (URISyntaxException notOne) {
            return false;
        }
    }
}
