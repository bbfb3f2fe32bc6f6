package veredus.api.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks shared limits: what they name, whether mail ever gets to them, and whether they say a thing twice. */
final class LimitCheck {
    private final Findings findings;
    private final Policy policy;
    private final List<String> sources;

    /** @param sources the names of vMTAs and pools */
    LimitCheck(Findings findings, List<String> sources) {
        this.findings = findings;
        this.policy = findings.policy();
        this.sources = sources;
    }

    /** What two limits have in common that count the same. */
    private record Same(String conditions, Set<LimitRule.Each> each, String key) {}

    void check() {
        List<String> tenants = policy.tenants().stream().map(Tenant::name).toList();
        List<String> vmtas = policy.vmtas().stream().map(VirtualMta::name).toList();
        List<String> routes = policy.routes().stream()
                .flatMap(route -> route.name().stream())
                .distinct()
                .toList();
        Map<String, LimitRule> named = new HashMap<>();
        Map<Same, LimitRule> counted = new HashMap<>();
        for (LimitRule rule : policy.limits()) {
            name(rule, named);
            names(rule, "tenant", rule.tenant(), tenants, "tenants.toml");
            names(rule, "pool", rule.pool(), sources, "vmtas.toml");
            names(rule, "vmta", rule.vmta(), vmtas, "vmtas.toml");
            names(rule, "route", rule.route(), routes, "routes.toml");
            rule.campaign().filter(texts -> texts.all().isEmpty()).ifPresent(texts -> empty(rule, "campaign"));
            patterns(rule);
            each(rule);
            values(rule);
            reach(rule);
            twice(rule, counted);
        }
    }

    private void name(LimitRule rule, Map<String, LimitRule> named) {
        if (rule.name().isEmpty()) {
            return;
        }
        String name = rule.name().get();
        if (!Findings.isName(name)) {
            findings.error(
                    rule,
                    "name",
                    "limit name " + Problems.quoted(name) + " cannot be used",
                    "use letters, digits, dots, dashes and underscores, at most 64");
        }
        LimitRule first = named.putIfAbsent(name, rule);
        if (first != null) {
            findings.error(
                    rule,
                    "name",
                    "limit " + Problems.quoted(name) + " is there twice, first at " + first.at("name"),
                    Findings.whichToEdit(first.origin(), rule.origin()));
        }
    }

    private void names(LimitRule rule, String key, Optional<Texts> texts, List<String> known, String file) {
        if (texts.isEmpty()) {
            return;
        }
        if (texts.get().all().isEmpty()) {
            empty(rule, key);
        }
        for (String name : texts.get().all()) {
            boolean none = name.isEmpty() && key.equals("route");
            if (!none && !known.contains(name) && !findings.files().isUnreadable(file)) {
                String noun = key.equals("vmta") ? "vMTA" : key.equals("pool") ? "pool or vMTA" : key;
                findings.error(
                        rule,
                        key,
                        "there is no " + noun + " " + Problems.quoted(name),
                        findings.suggestion(name, known, "add it to " + file));
            }
        }
    }

    private void empty(LimitRule rule, String key) {
        findings.error(rule, key, key + " is empty: the limit is for no mail", "name some, or remove " + key);
    }

    private void patterns(LimitRule rule) {
        rule.domain().filter(texts -> texts.all().isEmpty()).ifPresent(texts -> empty(rule, "domain"));
        rule.mx().filter(texts -> texts.all().isEmpty()).ifPresent(texts -> empty(rule, "mx"));
        rule.domain().stream()
                .flatMap(texts -> texts.all().stream())
                .filter(text -> DomainPattern.parse(text).isEmpty())
                .forEach(text -> findings.error(
                        rule,
                        "domain",
                        "domain " + Problems.quoted(text) + " is not a pattern",
                        "write \"example.com\", \"*.example.com\", \"*\" or \"@LIST\""));
        rule.mx().stream()
                .flatMap(texts -> texts.all().stream())
                .filter(text -> PathRules.suffix(text).isEmpty())
                .forEach(text -> findings.error(
                        rule,
                        "mx",
                        "mx " + Problems.quoted(text) + " is not the end of a host name",
                        "write such as \"google.com\""));
    }

    /** What a condition leaves only one value of needs no count for each of them. */
    private void each(LimitRule rule) {
        if (new HashSet<>(rule.each()).size() < rule.each().size()) {
            findings.error(rule, "each", "each names a thing twice", "name each once");
        }
        for (int i = 0; i < rule.each().size(); i++) {
            Optional<Texts> condition = switch (rule.each().get(i)) {
                case TENANT -> rule.tenant();
                case POOL -> rule.pool();
                case VMTA -> rule.vmta();
                case CAMPAIGN -> rule.campaign();
                case DOMAIN -> rule.domain();
                case SITE -> Optional.empty();
            };
            String word = Written.of(rule.each().get(i));
            if (condition
                    .filter(texts ->
                            texts.all().size() == 1 && texts.all().getFirst().indexOf('*') < 0)
                    .isPresent()) {
                findings.warning(
                        rule,
                        "each",
                        i,
                        "each: there is only one " + word + ", "
                                + Problems.quoted(condition.get().toString()),
                        "remove it here, or that condition");
            }
        }
    }

    private void values(LimitRule rule) {
        if (!rule.limits()) {
            findings.warning(
                    rule,
                    rule.messageRate().isPresent() ? "message-rate" : "",
                    "this rule limits nothing",
                    "set message-rate or max-connections, or remove the rule");
        }
    }

    private void reach(LimitRule rule) {
        if (rule.pool().isPresent() && rule.vmta().isPresent()) {
            boolean some = rule.pool().get().all().stream()
                    .anyMatch(pool -> rule.vmta().get().all().stream().anyMatch(vmta -> sends(pool, vmta)));
            if (!some && sources.containsAll(rule.pool().get().all())) {
                findings.warning(
                        rule,
                        "vmta",
                        "this limit never matches: " + rule.vmta().get() + " is no member of "
                                + rule.pool().get(),
                        "mend one of the two conditions");
            }
        }
        if (rule.pool().isPresent() && rule.tenant().isPresent()) {
            List<Tenant> meant = policy.tenants().stream()
                    .filter(tenant -> rule.tenant().get().all().contains(tenant.name()))
                    .toList();
            boolean some = rule.pool().get().all().stream()
                    .anyMatch(pool -> pool.equals(policy.server().defaultPool())
                            || policy.rules().stream()
                                    .anyMatch(one ->
                                            one.setPool().filter(pool::equals).isPresent())
                            || meant.stream().anyMatch(tenant -> tenant.mayUse(pool)));
            if (!some && !meant.isEmpty()) {
                findings.warning(
                        rule,
                        "pool",
                        "this limit never matches: " + rule.tenant().get() + " may not use "
                                + rule.pool().get(),
                        "mend one of the two conditions, or the tenant's pools");
            }
        }
    }

    private boolean sends(String pool, String vmta) {
        return pool.equals(vmta)
                || policy.pools().stream()
                        .filter(one -> one.name().equals(pool))
                        .anyMatch(one -> one.members().stream()
                                .anyMatch(member -> member.vmta().equals(vmta)));
    }

    private void twice(LimitRule rule, Map<Same, LimitRule> counted) {
        var keys = new ArrayList<String>();
        rule.messageRate().ifPresent(rate -> keys.add("message-rate"));
        rule.maxConnections().ifPresent(most -> keys.add("max-connections"));
        for (String key : keys) {
            var same = new Same(rule.conditions(), Set.copyOf(rule.each()), key);
            LimitRule first = counted.putIfAbsent(same, rule);
            if (first != null) {
                findings.warning(
                        rule,
                        key,
                        "the limit at " + first.at(key) + " counts the same mail: only the lower " + key
                                + " has an effect",
                        "remove one");
            }
        }
    }
}
