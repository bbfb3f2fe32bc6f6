package veredus.api.admin;

import java.util.List;

/**
 * Where mail for a domain goes: {@code GET /v1/resolve}.
 *
 * @param site the receiving site whose limits hold; empty where the mail goes nowhere
 * @param outcome what becomes of mail that goes nowhere; empty where it goes somewhere
 */
public record ResolveView(String domain, String site, List<HostView> hosts, String outcome) {
    public ResolveView {
        hosts = List.copyOf(hosts);
    }

    /**
     * One host that takes the mail, in the order of preference.
     *
     * @param problem why it has no addresses; empty where it has
     */
    public record HostView(String host, int port, int preference, List<String> addresses, String problem) {
        public HostView {
            addresses = List.copyOf(addresses);
        }
    }
}
