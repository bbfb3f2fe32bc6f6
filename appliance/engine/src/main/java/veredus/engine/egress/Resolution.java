package veredus.engine.egress;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.api.policy.Route;
import veredus.engine.outcome.Outcome;
import veredus.mail.address.Domain;

/** Where mail for a domain goes. */
public sealed interface Resolution {

    /** Until when this may be used without asking again. */
    Instant validUntil();

    /** To these hosts, in this order of preference; equals are shuffled for each connection. */
    record Hosts(SiteName site, List<MailExchanger> exchangers, Optional<Route> route, Instant validUntil)
            implements Resolution {

        /** The same as a site of the domain's own; by a named route it leads elsewhere, so that is another one. */
        public Hosts atSiteOf(Domain domain, String namedRoute) {
            String name = takes(namedRoute) ? domain.name() + "/" + namedRoute : domain.name();
            return new Hosts(new SiteName(name), exchangers, route, validUntil);
        }

        private boolean takes(String namedRoute) {
            return route.flatMap(Route::name).filter(namedRoute::equals).isPresent();
        }
    }

    /** Nowhere, for now or for good: what to say of every recipient. */
    record Nowhere(Outcome.NotTried outcome, Instant validUntil) implements Resolution {}
}
