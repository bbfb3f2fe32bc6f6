package veredus.engine.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import veredus.api.policy.TlsMode;
import veredus.engine.egress.ExchangerAddresses;
import veredus.engine.egress.ExchangerAddresses.Target;
import veredus.engine.outcome.Outcome;

/**
 * The tries on the way to one connection, in their order. A try that failed may give one more: where TLS was only
 * welcome and its handshake failed, the same address is tried again in clear, once. Used by one thread.
 */
final class ConnectionPlan {

    /** Connections that were made and then came to nothing, before the rest is left for another time. */
    static final int SESSIONS_MAX = 2;

    private final ExchangerAddresses.Walk addresses;
    private final TlsMode tls;
    private final Deque<Try> again = new ArrayDeque<>();
    private int sessions;

    ConnectionPlan(ExchangerAddresses.Walk addresses, TlsMode tls) {
        this.addresses = addresses;
        this.tls = tls;
    }

    /** One address, and how much TLS it takes to be content with it. */
    record Try(Target target, TlsMode tls) {}

    Optional<Try> next() {
        if (!again.isEmpty()) {
            return Optional.of(again.poll());
        }
        return sessions < SESSIONS_MAX ? addresses.next().map(target -> new Try(target, tls)) : Optional.empty();
    }

    /** Notes that {@code failed} got a connection, but no further. */
    void cameToNothing(Try failed, boolean clearMayDo) {
        if (clearMayDo && failed.tls() == TlsMode.OPPORTUNISTIC) {
            again.add(new Try(failed.target(), TlsMode.NEVER));
        } else {
            sessions++;
        }
    }

    /** Why there was nothing to try. */
    Outcome.NotTried nothing() {
        return addresses.nothing();
    }
}
