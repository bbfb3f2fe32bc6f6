package veredus.api.policy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the listeners: can they be opened, and for whom. */
final class ListenerCheck {
    /** A network with a shorter prefix holds strangers. */
    private static final int SHORTEST_OWN_PREFIX = 8;

    private final Findings findings;
    private final Policy policy;
    private final Set<InetAddress> localAddresses;

    ListenerCheck(Findings findings, Set<InetAddress> localAddresses) {
        this.findings = findings;
        this.policy = findings.policy();
        this.localAddresses = localAddresses;
    }

    void check() {
        List<ListenerPolicy> listeners = policy.listeners();
        if (listeners.isEmpty() && !findings.files().isUnreadable("listeners.toml")) {
            absent();
        }
        findings.names("listener", listeners, ListenerPolicy::name);
        for (int i = 0; i < listeners.size(); i++) {
            ListenerPolicy listener = listeners.get(i);
            address(listener);
            security(listener);
            relaying(listener);
            limits(listener);
            tenant(listener);
            for (ListenerPolicy other : listeners.subList(0, i)) {
                if (other.port() == listener.port() && collide(other.address(), listener.address())) {
                    findings.error(
                            listener,
                            "port",
                            listener.address() + ":" + listener.port() + " is taken by the listener at "
                                    + other.origin(),
                            "choose another port or address");
                }
            }
        }
    }

    /** Whether the same port cannot be opened on both addresses. */
    static boolean collide(String one, String other) {
        Optional<InetAddress> first = IpLiteral.parse(one);
        Optional<InetAddress> second = IpLiteral.parse(other);
        if (first.isEmpty() || second.isEmpty()) {
            return one.equals(other);
        }
        return first.equals(second) || holds(first.get(), second.get()) || holds(second.get(), first.get());
    }

    /** Whether {@code all} means all addresses, {@code one} among them: {@code ::} takes those of IPv4 too. */
    private static boolean holds(InetAddress all, InetAddress one) {
        return all.isAnyLocalAddress() && (all instanceof Inet6Address || one instanceof Inet4Address);
    }

    /** An engine that is not set up yet runs, so that the web can set it up; one that sends does not run without a port. */
    private void absent() {
        var at = new Origin("listeners.toml", 1, 1);
        String missing = "there is no listener, so no mail can come in";
        String remedy = "write [[listener]] into listeners.toml; alone it listens on 127.0.0.1:2525";
        boolean atBeginning = policy.admin().enabled()
                && policy.vmtas().stream().allMatch(vmta -> vmta.origin().equals(Origin.BUILT_IN));
        if (atBeginning) {
            findings.problems().warning(at, missing, remedy + "; or make the first set-up in the web: veredus web");
        } else {
            findings.problems().error(at, missing, remedy);
        }
    }

    private void address(ListenerPolicy listener) {
        Optional<InetAddress> address = IpLiteral.parse(listener.address());
        if (address.isEmpty()) {
            findings.error(
                    listener,
                    "address",
                    "address " + Problems.quoted(listener.address()) + " is not an IP address",
                    "write such as \"127.0.0.1\", \"0.0.0.0\" for all, or \"::\" for all with IPv6");
        } else if (!localAddresses.isEmpty()
                && !address.get().isAnyLocalAddress()
                && !address.get().isLoopbackAddress()
                && !localAddresses.contains(address.get())) {
            findings.warning(
                    listener,
                    "address",
                    "address " + listener.address() + " is not on this machine",
                    "add it to a network interface, or mend it");
        }
    }

    private void security(ListenerPolicy listener) {
        findings.certificate(listener, listener.certificate(), listener.privateKey());
        if (listener.tls() == ListenerPolicy.Tls.NONE && listener.requireTls()) {
            findings.error(
                    listener,
                    "require-tls",
                    "require-tls with tls = \"none\" refuses all mail",
                    "set tls = \"starttls\"");
        }
        if (listener.authWithoutTls() && listener.tls() != ListenerPolicy.Tls.IMPLICIT) {
            findings.warning(
                    listener,
                    "auth-without-tls",
                    "passwords may cross the network in clear",
                    "remove auth-without-tls unless the network is your own");
        }
        if (listener.requireAuth()
                && policy.users().isEmpty()
                && !findings.files().isUnreadable("users.toml")) {
            findings.warning(
                    listener,
                    "require-auth",
                    "require-auth, but there are no users: all mail is refused",
                    "write users.toml");
        }
    }

    private void relaying(ListenerPolicy listener) {
        boolean reachable = IpLiteral.parse(listener.address())
                .map(address -> !address.isLoopbackAddress())
                .orElse(false);
        for (int i = 0; i < listener.relayNetworks().size(); i++) {
            Cidr network = listener.relayNetworks().get(i);
            if (network.prefix() < SHORTEST_OWN_PREFIX
                    && reachable
                    && !listener.requireAuth()
                    && listener.allowNetworks().isEmpty()) {
                findings.warning(
                        listener,
                        "relay-networks",
                        i,
                        "relay-networks " + network + " makes this an open relay: strangers send through it",
                        "name your own networks, or set require-auth or allow-networks");
            }
        }
        boolean nobody = listener.relayNetworks().isEmpty() && policy.users().isEmpty();
        if (nobody && reachable && !findings.files().isUnreadable("users.toml")) {
            findings.warning(
                    listener,
                    "relay-networks",
                    "nobody may send through this listener: it has no relay-networks and there are no users",
                    "set relay-networks, or write users.toml");
        }
    }

    private void limits(ListenerPolicy listener) {
        if (listener.maxConnections() > policy.server().maxConnections()) {
            findings.warning(
                    listener,
                    "max-connections",
                    "max-connections " + listener.maxConnections() + " is more than the server's "
                            + policy.server().maxConnections(),
                    "raise max-connections in server.toml, or lower this");
        }
    }

    private void tenant(ListenerPolicy listener) {
        List<String> tenants = policy.tenants().stream().map(Tenant::name).toList();
        if (!tenants.contains(listener.tenant()) && !findings.files().isUnreadable("tenants.toml")) {
            findings.error(
                    listener,
                    "tenant",
                    "tenant " + Problems.quoted(listener.tenant()) + " is not in tenants.toml",
                    findings.suggestion(listener.tenant(), tenants, "add it there"));
        }
    }
}
