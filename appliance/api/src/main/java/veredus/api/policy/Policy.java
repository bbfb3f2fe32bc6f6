package veredus.api.policy;

import java.util.List;

/**
 * The whole configuration, checked and immutable. Take it once at the start of a connection or message and use that one
 * to the end.
 */
public record Policy(
        ServerPolicy server,
        List<ListenerPolicy> listeners,
        List<Tenant> tenants,
        List<User> users,
        HeaderPolicy headers,
        SpoolPolicy spool,
        List<VirtualMta> vmtas,
        List<VirtualMtaPool> pools,
        List<Route> routes,
        List<RoutingRule> rules,
        List<PathRule> paths,
        List<LimitRule> limits,
        List<RetryRule> retries,
        DsnPolicy dsn,
        DnsPolicy dns,
        AccountingPolicy accounting,
        AdminPolicy admin,
        List<Proxy> proxies,
        SecretsPolicy secrets,
        WebPolicy web) {
    public Policy {
        listeners = List.copyOf(listeners);
        tenants = List.copyOf(tenants);
        users = List.copyOf(users);
        vmtas = List.copyOf(vmtas);
        pools = List.copyOf(pools);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        paths = List.copyOf(paths);
        limits = List.copyOf(limits);
        retries = List.copyOf(retries);
        proxies = List.copyOf(proxies);
    }

    /** Whether there is a route of that name. */
    public boolean hasRoute(String name) {
        return routes.stream()
                .anyMatch(route -> route.name().filter(name::equals).isPresent());
    }

    /** The same with another name of our own. */
    public Policy withHostName(String hostName) {
        return with(server.withHostName(hostName), vmtas);
    }

    /** The same with these sending identities. */
    public Policy withVmtas(List<VirtualMta> others) {
        return with(server, others);
    }

    private Policy with(ServerPolicy otherServer, List<VirtualMta> otherVmtas) {
        return new Policy(
                otherServer,
                listeners,
                tenants,
                users,
                headers,
                spool,
                otherVmtas,
                pools,
                routes,
                rules,
                paths,
                limits,
                retries,
                dsn,
                dns,
                accounting,
                admin,
                proxies,
                secrets,
                web);
    }
}
