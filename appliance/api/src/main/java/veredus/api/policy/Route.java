package veredus.api.policy;

import java.util.List;
import java.util.Optional;

/**
 * {@code routes.toml}, one table of {@code [[route]]}: where mail goes other than to its MX. The most specific domain
 * pattern wins: {@code example.com}, then {@code *.example.com}, then {@code *}.
 *
 * @param name by which routing rules give mail to it; a route without a domain is for such mail only
 * @param domain a domain, {@code *.domain} (subdomains only) or {@code *}
 * @param hosts where to, for {@link Action#RELAY}; tried in their order, equals at random
 * @param allowPrivate whether loopback, private and link-local targets are allowed, also through the MX
 * @param site the name of the receiving site; empty takes the one that MX roll-up gives
 */
public record Route(
        Optional<String> name,
        Optional<String> domain,
        @Default("MX") Action action,
        List<Target> hosts,
        Optional<TlsMode> tls,
        @Range(min = "1", max = "65535") @Default("25") int port,
        @Default("false") boolean allowPrivate,
        Optional<String> site,
        Optional<String> userName,
        @Secret Optional<String> password,
        Origin origin) {

    /** What happens to mail of that domain. */
    public enum Action {
        MX,
        RELAY,
        /** Counted as delivered and thrown away. */
        DISCARD,
        /** Bounced. */
        REJECT
    }

    /**
     * One host to relay to.
     *
     * @param host a name or an address
     * @param port 0 takes the route's
     */
    public record Target(
            String host,
            @Range(min = "0", max = "65535") @Default("0") int port,
            @Range(min = "0", max = "65535") @Default("10") int preference) {}

    /** What it is called: by its name, else by its domain. */
    public String title() {
        return name.or(() -> domain).orElse("");
    }

    /** The domain pattern; empty, which no domain has, for one that only rules give mail to. */
    public String pattern() {
        return domain.orElse("");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Route[" + title() + " " + action + " " + hosts + "]";
    }
}
