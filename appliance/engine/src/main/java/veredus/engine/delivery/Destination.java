package veredus.engine.delivery;

import veredus.api.policy.PathLimits;
import veredus.api.policy.Route;
import veredus.api.policy.TlsMode;
import veredus.api.policy.VirtualMta;
import veredus.engine.egress.Resolution;

/**
 * Where a connection is to go, from whom, and on what terms.
 *
 * @param ehloName our name in EHLO: the vMTA's, or the server's
 */
public record Destination(Resolution.Hosts hosts, VirtualMta vmta, String ehloName, PathLimits limits) {

    boolean hasCredentials() {
        return hosts.route()
                .filter(route ->
                        route.userName().isPresent() && route.password().isPresent())
                .isPresent();
    }

    /**
     * How much TLS: the route's word, else the path's. A password is never sent in clear unless the route itself says
     * {@code NEVER}; with one, TLS is required.
     */
    TlsMode tls() {
        TlsMode said = hosts.route().flatMap(Route::tls).orElse(limits.tls());
        boolean routeSaysNever =
                hosts.route().flatMap(Route::tls).filter(TlsMode.NEVER::equals).isPresent();
        boolean weak = said == TlsMode.OPPORTUNISTIC || said == TlsMode.NEVER;
        return hasCredentials() && weak && !routeSaysNever ? TlsMode.REQUIRED : said;
    }
}
