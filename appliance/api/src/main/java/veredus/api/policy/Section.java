package veredus.api.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One table of the configuration: in which files it stands and what it becomes.
 *
 * @param file the name of its files without {@code .toml}
 * @param key its name in them
 * @param isList whether there may be several of it, {@code [[key]]}
 * @param records those of a policy
 * @param name what tells one of several from the others, for people
 */
record Section<R extends Record>(
        String file,
        String key,
        Class<R> type,
        boolean isList,
        Function<Policy, List<R>> records,
        Function<R, String> name) {

    /** All of them, in the order of {@link Policy}. */
    static final List<Section<?>> ALL = List.of(
            one("server", ServerPolicy.class, Policy::server),
            many("listeners", "listener", ListenerPolicy.class, Policy::listeners, ListenerPolicy::name),
            many("tenants", "tenant", Tenant.class, Policy::tenants, Tenant::name),
            many("users", "user", User.class, Policy::users, User::name),
            one("headers", HeaderPolicy.class, Policy::headers),
            one("spool", SpoolPolicy.class, Policy::spool),
            many("vmtas", "vmta", VirtualMta.class, Policy::vmtas, VirtualMta::name),
            many("vmtas", "pool", VirtualMtaPool.class, Policy::pools, VirtualMtaPool::name),
            many("routes", "route", Route.class, Policy::routes, Section::route),
            many("rules", "rule", RoutingRule.class, Policy::rules, RoutingRule::conditions),
            many("shaping", "path", PathRule.class, Policy::paths, Section::conditions),
            many("shaping", "limit", LimitRule.class, Policy::limits, LimitRule::title),
            many("retry", "retry", RetryRule.class, Policy::retries, RetryRule::domain),
            one("dsn", DsnPolicy.class, Policy::dsn),
            one("dns", DnsPolicy.class, Policy::dns),
            one("accounting", AccountingPolicy.class, Policy::accounting),
            one("admin", AdminPolicy.class, Policy::admin),
            many("proxies", "proxy", Proxy.class, Policy::proxies, Proxy::name),
            one("secrets", SecretsPolicy.class, Policy::secrets),
            one("web", WebPolicy.class, Policy::web));

    /** The names of files, without {@code .toml}. */
    static final List<String> NAMES = java.util.stream.Stream.concat(
                    ALL.stream().map(Section::file), java.util.stream.Stream.of(NamedLists.FILE, Macros.FILE))
            .distinct()
            .toList();

    private static <R extends Record> Section<R> one(String key, Class<R> type, Function<Policy, R> record) {
        return new Section<>(key, key, type, false, policy -> List.of(record.apply(policy)), unused -> "");
    }

    private static <R extends Record> Section<R> many(
            String file, String key, Class<R> type, Function<Policy, List<R>> records, Function<R, String> name) {
        return new Section<>(file, key, type, true, records, name);
    }

    /** A name tells a route from others only where it has no domain: one for a list of domains is many. */
    private static String route(Route route) {
        return route.domain().orElseGet(route::title);
    }

    /** What a shaping rule is for. */
    private static String conditions(PathRule rule) {
        var text = new StringBuilder();
        condition(text, "domain", rule.domain());
        condition(text, "mx", rule.mx());
        condition(text, "vmta", rule.vmta());
        return text.isEmpty() ? "all" : text.toString();
    }

    private static void condition(StringBuilder text, String key, Optional<String> value) {
        value.ifPresent(written ->
                text.append(text.isEmpty() ? "" : " ").append(key).append('=').append(written));
    }
}
