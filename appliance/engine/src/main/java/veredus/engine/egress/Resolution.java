package veredus.engine.egress;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.api.policy.Route;
import veredus.engine.outcome.Outcome;

/** Where mail for a domain goes. */
public sealed interface Resolution {

    /** Until when this may be used without asking again. */
    Instant validUntil();

    /** To these hosts, in this order of preference; equals are shuffled for each connection. */
    record Hosts(SiteName site, List<MailExchanger> exchangers, Optional<Route> route, Instant validUntil)
            implements Resolution {}

    /** Nowhere, for now or for good: what to say of every recipient. */
    record Nowhere(Outcome.NotTried outcome, Instant validUntil) implements Resolution {}
}
