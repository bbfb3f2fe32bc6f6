package veredus.api.policy;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks routes, retry rules and shaping rules. */
final class DestinationCheck {
    static final Set<String> MATCHING_KEYS = Set.of("domain", "mx", "vmta");

    private final Findings findings;
    private final Policy policy;

    DestinationCheck(Findings findings) {
        this.findings = findings;
        this.policy = findings.policy();
    }

    void check() {
        routes();
        retries();
        paths();
    }

    private void routes() {
        Map<DomainPattern, Route> seen = new HashMap<>();
        Map<String, Route> named = new HashMap<>();
        for (Route route : policy.routes()) {
            route.domain().flatMap(domain -> pattern(route, domain)).ifPresent(pattern -> {
                Route first = seen.putIfAbsent(pattern, route);
                if (first != null) {
                    findings.error(
                            route,
                            "domain",
                            "there is a route for " + Problems.quoted(route.pattern()) + " already, at "
                                    + first.origin(),
                            PolicyFiles.isManaged(first.origin()) == PolicyFiles.isManaged(route.origin())
                                    ? "join the two, or remove one"
                                    : Findings.whichToEdit(first.origin(), route.origin()));
                }
            });
            name(route, named);
            hosts(route);
            login(route);
        }
    }

    private void name(Route route, Map<String, Route> named) {
        if (route.name().isEmpty()) {
            if (route.domain().isEmpty()) {
                findings.error(route, "domain", "[[route]] lacks domain", "add domain = \"example.com\", or a name");
            }
            return;
        }
        String name = route.name().get();
        if (!Findings.isName(name)) {
            findings.error(
                    route,
                    "name",
                    "route name " + Problems.quoted(name) + " cannot be used",
                    "use letters, digits, dots, dashes and underscores, at most 64");
        }
        Route first = named.putIfAbsent(name, route);
        // A route for a list of domains is one table and many routes.
        if (first != null && !first.origin().equals(route.origin())) {
            findings.error(
                    route,
                    "name",
                    "route " + Problems.quoted(name) + " is there twice, first at " + first.origin(),
                    Findings.whichToEdit(first.origin(), route.origin()));
        }
    }

    private void hosts(Route route) {
        boolean relay = route.action() == Route.Action.RELAY;
        if (relay && route.hosts().isEmpty()) {
            findings.error(
                    route, "hosts", "a relay route without hosts", "add hosts = [{ host = \"relay.example.com\" }]");
        }
        if (!relay && !route.hosts().isEmpty()) {
            findings.warning(
                    route, "hosts", "hosts are used only by action = \"relay\"", "set the action, or remove hosts");
        }
        for (Route.Target target : route.hosts()) {
            if (DomainPattern.domain(target.host()).isEmpty()
                    && IpLiteral.parse(target.host()).isEmpty()) {
                findings.error(
                        target,
                        "host",
                        "host " + Problems.quoted(target.host()) + " is neither a name nor an address",
                        "write such as \"relay.example.com\" or \"192.0.2.25\"");
            }
        }
    }

    private void login(Route route) {
        if (route.userName().isPresent() != route.password().isPresent()) {
            findings.error(route, "user-name", "user-name and password come together", "set both, or neither");
        }
        boolean safe = route.tls()
                .filter(tls -> tls == TlsMode.REQUIRED || tls == TlsMode.VERIFIED)
                .isPresent();
        if (route.password().isPresent() && !safe) {
            findings.warning(
                    route, "password", "the password may cross the network in clear", "set tls = \"verified\"");
        }
    }

    private void retries() {
        Map<DomainPattern, RetryRule> seen = new HashMap<>();
        for (RetryRule rule : policy.retries()) {
            pattern(rule, rule.domain()).ifPresent(pattern -> {
                RetryRule first = seen.putIfAbsent(pattern, rule);
                if (first != null && PolicyFiles.isManaged(first.origin()) != PolicyFiles.isManaged(rule.origin())) {
                    findings.error(
                            rule,
                            "domain",
                            "there is a retry rule for " + Problems.quoted(rule.domain()) + " already, at "
                                    + first.origin(),
                            Findings.whichToEdit(first.origin(), rule.origin()));
                } else if (first != null) {
                    findings.warning(
                            rule,
                            "domain",
                            "this rule never matches: one for " + Problems.quoted(rule.domain()) + " stands at "
                                    + first.origin(),
                            "remove one");
                }
            });
            if (rule.backoffIntervals().isEmpty()) {
                findings.error(
                        rule,
                        "backoff-intervals",
                        "backoff-intervals is empty",
                        "write such as [\"1h\"], or remove it");
            }
            if (rule.intervals().isEmpty()) {
                findings.error(rule, "intervals", "intervals is empty", "write such as [\"5m\", \"15m\", \"1h\"]");
                continue;
            }
            Duration longest =
                    rule.intervals().stream().max(Duration::compareTo).orElseThrow();
            if (longest.compareTo(rule.expireAfter()) >= 0) {
                findings.warning(
                        rule,
                        "expire-after",
                        "expire-after " + DurationText.format(rule.expireAfter()) + " ends before the interval of "
                                + DurationText.format(longest),
                        "make it longer, or the interval shorter");
            }
            if (rule.delayNoticeAfter().compareTo(rule.expireAfter()) >= 0) {
                findings.warning(
                        rule,
                        "delay-notice-after",
                        "no notice is sent: it would come after expiry",
                        "lower it, or set \"0s\"");
            }
        }
    }

    private void paths() {
        Set<String> vmtas =
                policy.vmtas().stream().map(VirtualMta::name).collect(Collectors.toCollection(HashSet::new));
        boolean known = !findings.files().isUnreadable("vmtas.toml");
        for (PathRule rule : policy.paths()) {
            rule.domain().ifPresent(domain -> pattern(rule, domain));
            rule.mx()
                    .filter(mx -> PathRules.suffix(mx).isEmpty())
                    .ifPresent(mx -> findings.error(
                            rule,
                            "mx",
                            "mx " + Problems.quoted(mx) + " is not the end of a host name",
                            "write such as \"google.com\""));
            rule.vmta()
                    .filter(vmta -> known && !vmta.equals("*") && !vmtas.contains(vmta))
                    .ifPresent(vmta -> findings.error(
                            rule,
                            "vmta",
                            "there is no vMTA " + Problems.quoted(vmta),
                            findings.suggestion(vmta, java.util.List.copyOf(vmtas), "add it to vmtas.toml")));
            if (MATCHING_KEYS.containsAll(rule.origins().keySet())) {
                findings.warning(rule, "domain", "this rule limits nothing", "set a limit, or remove the rule");
            }
        }
    }

    private Optional<DomainPattern> pattern(Record rule, String text) {
        Optional<DomainPattern> pattern = DomainPattern.parse(text);
        if (pattern.isEmpty()) {
            findings.error(
                    rule,
                    "domain",
                    "domain " + Problems.quoted(text) + " is not a pattern",
                    "write \"example.com\", \"*.example.com\" or \"*\"");
        }
        return pattern;
    }
}
