package veredus.engine.reception;

import java.net.InetAddress;
import java.util.Optional;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.User;
import veredus.engine.envelope.Envelope;
import veredus.world.Connection.TlsFacts;

/**
 * Who is at the other end of a session, as far as is known now; a value, made anew when more is known.
 *
 * @param address its own address, also behind a load balancer
 * @param fromRelayNetwork whether that address may relay without authentication
 * @param name what it said in EHLO or HELO; empty before
 * @param extended whether it said EHLO
 * @param user as whom it has authenticated
 * @param tls what protects the session
 * @param listener the port's policy, as it was when the session began
 */
public record Client(
        InetAddress address,
        boolean fromRelayNetwork,
        String name,
        boolean extended,
        Optional<User> user,
        Optional<TlsFacts> tls,
        ListenerPolicy listener) {

    /** A client of whom nothing is known but where it comes from. */
    public static Client connected(InetAddress address, Optional<TlsFacts> tls, ListenerPolicy listener) {
        return new Client(address, isRelay(address, listener), "", false, Optional.empty(), tls, listener);
    }

    private static boolean isRelay(InetAddress address, ListenerPolicy listener) {
        return listener.relayNetworks().stream().anyMatch(network -> network.contains(address));
    }

    /** Whether it may send to the world: by its address, or because we know who it is. */
    public boolean mayRelay() {
        return user.isPresent() || (fromRelayNetwork && !listener.requireAuth());
    }

    /** Whose mail it brings unless a header field says otherwise. */
    public String tenant() {
        return user.map(User::tenant).orElse(listener.tenant());
    }

    /** Whether a header field may name another tenant: a user is bound to its own, a relay network is not. */
    public boolean mayChooseTenant() {
        return user.isEmpty();
    }

    public Client greeted(String as, boolean withEhlo) {
        return new Client(address, fromRelayNetwork, as, withEhlo, user, tls, listener);
    }

    public Client authenticated(User as) {
        return new Client(address, fromRelayNetwork, name, extended, Optional.of(as), tls, listener);
    }

    /** After STARTTLS nothing of what was said before holds (RFC 3207 4.2). */
    public Client secured(TlsFacts facts) {
        return new Client(address, fromRelayNetwork, "", false, Optional.empty(), Optional.of(facts), listener);
    }

    /** After XCLIENT: what a trusted proxy says of its own client. */
    public Client relayedFor(InetAddress behind, Optional<User> as) {
        return new Client(behind, isRelay(behind, listener), "", false, as, tls, listener);
    }

    Envelope.Source source() {
        return new Envelope.Source(
                "smtp", address.getHostAddress(), name, user.map(User::name).orElse(""), listener.name());
    }
}
