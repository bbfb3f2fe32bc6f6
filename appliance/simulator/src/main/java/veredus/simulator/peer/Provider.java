package veredus.simulator.peer;

import java.net.InetAddress;
import java.util.List;

/**
 * A receiving site: the domains it hosts, its mail exchangers and how it behaves. Names are invented; behaviour is
 * modelled on what large sites publish.
 *
 * @param name what reports call it
 * @param domains lower-case, without a final dot
 * @param hosts at least one
 * @param effects empty means that it takes everything at once
 * @param offersTls whether STARTTLS is offered, with a self-signed certificate
 */
public record Provider(
        String name, List<String> domains, List<MailHost> hosts, List<PeerEffect> effects, boolean offersTls) {
    public Provider {
        domains = List.copyOf(domains);
        hosts = List.copyOf(hosts);
        effects = List.copyOf(effects);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("provider " + name + " has no mail host");
        }
    }

    /** One mail exchanger; {@code address} is a loopback address of this provider alone. */
    public record MailHost(String name, int preference, InetAddress address) {
        public MailHost {
            if (!address.isLoopbackAddress()) {
                throw new IllegalArgumentException("simulated hosts live on loopback, not on " + address);
            }
        }
    }

    /** Whether nobody listens at its hosts. */
    public boolean refusesConnections() {
        return effects.stream().anyMatch(PeerEffect.Refuse.class::isInstance);
    }
}
