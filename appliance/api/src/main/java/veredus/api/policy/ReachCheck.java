package veredus.api.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Warns of retry and shaping rules for domains whose mail never gets to them, and of routes that change nothing. */
final class ReachCheck {
    private final Findings findings;
    private final Policy policy;
    private final MostSpecific<Route> routes;

    /** The patterns of routes for many domains. */
    private final Set<DomainPattern> wide = new HashSet<>();

    ReachCheck(Findings findings) {
        this.findings = findings;
        this.policy = findings.policy();
        this.routes = new MostSpecific<>(policy.routes(), Route::pattern);
        policy.routes()
                .forEach(route -> DomainPattern.parse(route.pattern())
                        .filter(pattern -> pattern.kind() != DomainPattern.Kind.EXACT)
                        .ifPresent(wide::add));
    }

    void check() {
        for (Route route : policy.routes()) {
            DomainPattern.parse(route.pattern()).ifPresent(pattern -> idle(route, pattern));
        }
        for (RetryRule rule : policy.retries()) {
            DomainPattern.parse(rule.domain()).flatMap(this::isNeverSent).ifPresent(why -> never(rule, why));
        }
        for (PathRule rule : policy.paths()) {
            rule.domain()
                    .flatMap(DomainPattern::parse)
                    .flatMap(this::isNeverSent)
                    .ifPresent(why -> never(rule, why));
        }
        policy.limits().forEach(this::limit);
    }

    /** A limit for several domains is dead when mail for none of them is sent. */
    private void limit(LimitRule rule) {
        List<Optional<String>> whys = rule.domain().map(Texts::all).orElse(List.of()).stream()
                .map(text -> DomainPattern.parse(text).flatMap(this::isNeverSent))
                .toList();
        if (!whys.isEmpty() && whys.stream().allMatch(Optional::isPresent)) {
            never(rule, whys.getFirst().orElseThrow());
        }
    }

    private void never(Record record, String why) {
        findings.warning(record, "domain", "this rule never matches: " + why, "remove it, or mend the other");
    }

    private Optional<String> isNeverSent(DomainPattern pattern) {
        if (pattern.kind() != DomainPattern.Kind.EXACT) {
            return Optional.empty();
        }
        return routes.find(pattern.name())
                .filter(route -> route.action() == Route.Action.DISCARD || route.action() == Route.Action.REJECT)
                .map(route -> "mail for " + pattern.name() + " ends at the route " + route.origin() + " (action = \""
                        + ValueType.written(route.action().name()) + "\")");
    }

    /** A route that says what would happen anyway. */
    private void idle(Route route, DomainPattern pattern) {
        boolean plain = route.action() == Route.Action.MX
                && route.port() == 25
                && !route.allowPrivate()
                && route.tls().isEmpty()
                && route.site().isEmpty()
                && route.userName().isEmpty()
                && route.name().isEmpty();
        if (plain && !isException(pattern)) {
            findings.warning(
                    route,
                    "domain",
                    "this route changes nothing: mail goes to its MX anyway",
                    "say what is different, or remove it");
        }
    }

    /** Whether a wider route says something else. */
    private boolean isException(DomainPattern pattern) {
        if (pattern.kind() == DomainPattern.Kind.ANY) {
            return false;
        }
        String name = pattern.name();
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (wide.contains(new DomainPattern(DomainPattern.Kind.SUBDOMAINS, name.substring(dot + 1)))) {
                return true;
            }
        }
        return wide.contains(DomainPattern.EVERYTHING);
    }
}
