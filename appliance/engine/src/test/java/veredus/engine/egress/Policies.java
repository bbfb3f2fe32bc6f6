package veredus.engine.egress;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import veredus.api.policy.AccountingPolicy;
import veredus.api.policy.AdminPolicy;
import veredus.api.policy.ByteSize;
import veredus.api.policy.DnsPolicy;
import veredus.api.policy.DsnPolicy;
import veredus.api.policy.HeaderPolicy;
import veredus.api.policy.Origin;
import veredus.api.policy.Policy;
import veredus.api.policy.Proxy;
import veredus.api.policy.RecordDefaults;
import veredus.api.policy.Route;
import veredus.api.policy.SecretsPolicy;
import veredus.api.policy.ServerPolicy;
import veredus.api.policy.SpoolPolicy;
import veredus.api.policy.TlsMode;
import veredus.api.policy.VirtualMta;
import veredus.api.policy.VirtualMta.IpFamily;
import veredus.api.policy.VirtualMtaPool;
import veredus.api.policy.WebPolicy;

/** Policies for tests. */
public final class Policies {
    private Policies() {}

    public static Policy of(List<VirtualMta> vmtas, List<VirtualMtaPool> pools, List<Route> routes) {
        return of(vmtas, pools, routes, List.of());
    }

    public static Policy of(
            List<VirtualMta> vmtas, List<VirtualMtaPool> pools, List<Route> routes, List<Proxy> proxies) {
        var size = new ByteSize(1);
        return new Policy(
                new ServerPolicy("us.example", "var", size, size, 1, 1, Duration.ofSeconds(1), "default", List.of()),
                List.of(),
                List.of(),
                List.of(),
                new HeaderPolicy(
                        true, true, true, true, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                        List.of(), List.of()),
                new SpoolPolicy(
                        Optional.empty(), size, 1, size, Duration.ofMillis(1), Duration.ofMillis(1), size, size, 0.3),
                vmtas,
                pools,
                routes,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new DsnPolicy(
                        true,
                        Optional.empty(),
                        "",
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        java.time.Duration.ofHours(1)),
                new DnsPolicy(List.of(), Duration.ofSeconds(1), 1, 1, 1, 20),
                new AccountingPolicy(Optional.empty(), false, Duration.ZERO, new ByteSize(0), List.of()),
                new AdminPolicy(
                        false,
                        "",
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        List.of(),
                        Duration.ZERO,
                        new ByteSize(0),
                        10_000),
                proxies,
                new SecretsPolicy(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "secret",
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        Duration.ZERO),
                RecordDefaults.of(WebPolicy.class));
    }

    public static Policy routes(Route... routes) {
        return of(List.of(vmta("v1")), List.of(), List.of(routes));
    }

    public static VirtualMta vmta(String name, String... addresses) {
        return vmta(name, IpFamily.IPV4_THEN_IPV6, true, addresses);
    }

    public static VirtualMta vmta(String name, IpFamily family, boolean enabled, String... addresses) {
        return new VirtualMta(
                name, List.of(addresses), Optional.empty(), family, Optional.empty(), enabled, Origin.BUILT_IN);
    }

    public static Route mxRoute(String domain, int port, boolean allowPrivate) {
        return new Route(
                Optional.empty(),
                Optional.of(domain),
                Route.Action.MX,
                List.of(),
                Optional.empty(),
                port,
                allowPrivate,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Origin.BUILT_IN);
    }

    public static Route route(String domain, Route.Action action, Route.Target... hosts) {
        return new Route(
                Optional.empty(),
                Optional.of(domain),
                action,
                List.of(hosts),
                Optional.empty(),
                25,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Origin.BUILT_IN);
    }

    /** One that only rules give mail to. */
    public static Route named(String name, Route.Action action, Route.Target... hosts) {
        return new Route(
                Optional.of(name),
                Optional.empty(),
                action,
                List.of(hosts),
                Optional.empty(),
                25,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Origin.BUILT_IN);
    }

    /** A relay on loopback with a password. */
    public static Route smartHost(int port, Optional<TlsMode> tls) {
        return new Route(
                Optional.empty(),
                Optional.of("*"),
                Route.Action.RELAY,
                List.of(new Route.Target("127.0.0.1", port, 10)),
                tls,
                port,
                true,
                Optional.empty(),
                Optional.of("user"),
                Optional.of("secret"),
                Origin.BUILT_IN);
    }
}
