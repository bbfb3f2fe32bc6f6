package veredus.engine.delivery;

import veredus.engine.outcome.Fault;
import veredus.engine.outcome.Outcome;

/** What came of an attempt to open a connection. */
public sealed interface Opened {

    /** Ready for the first delivery. */
    record Open(OutboundSession session) implements Opened {}

    /**
     * No host could be had.
     *
     * @param outcome what to say of every recipient of the deliveries that waited for it
     * @param peer the host that gave the outcome
     */
    record Failed(Outcome outcome, Fault fault, PeerFacts peer) implements Opened {
        /** Whether the vMTA's proxy is to blame, so that nothing was learned of the site. */
        boolean isProxys() {
            return outcome instanceof Outcome.NotTried untried && untried.reason() == Outcome.Reason.PROXY;
        }
    }
}
