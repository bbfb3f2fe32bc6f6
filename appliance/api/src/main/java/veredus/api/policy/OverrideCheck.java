package veredus.api.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Warns of shaping rules whose values later rules override wherever they would hold. A rule that only loses some of its
 * values is warned of when the later rule stands in the same file; between files that is what layers are for.
 */
final class OverrideCheck {
    private final Findings findings;

    /** Which rule sets which key last, by condition; filled from the end. */
    private final Map<Conditions, Map<String, PathRule>> later = new HashMap<>();

    /** The conditions of a rule; null for none. */
    private record Conditions(
            DomainPattern domain,
            @Nullable String mx,
            @Nullable String vmta) {}

    OverrideCheck(Findings findings) {
        this.findings = findings;
    }

    void check() {
        // A rule for a list of domains is one table and many rules: it is dead when all of them are.
        Map<Origin, Map<String, Optional<PathRule>>> tables = new LinkedHashMap<>();
        Map<Origin, PathRule> first = new HashMap<>();
        List<PathRule> rules = findings.policy().paths();
        for (int i = rules.size() - 1; i >= 0; i--) {
            PathRule rule = rules.get(i);
            Optional<Conditions> conditions = conditions(rule);
            if (conditions.isEmpty()) {
                continue;
            }
            List<String> keys = limiting(rule);
            Map<String, Optional<PathRule>> overriders =
                    tables.computeIfAbsent(rule.origin(), unused -> new LinkedHashMap<>());
            first.put(rule.origin(), rule);
            List<Map<String, PathRule>> covering = covering(conditions.get());
            for (String key : keys) {
                overriders.merge(
                        key,
                        overrider(rule, key, covering),
                        (one, other) -> one.isPresent() && other.isPresent() ? one : Optional.empty());
            }
            Map<String, PathRule> ours = later.computeIfAbsent(conditions.get(), unused -> new HashMap<>());
            keys.forEach(key -> ours.putIfAbsent(key, rule));
        }
        tables.forEach((origin, overriders) -> report(first.get(origin), overriders));
    }

    private static List<String> limiting(PathRule rule) {
        var keys = new ArrayList<String>(rule.origins().size());
        for (String key : rule.origins().keySet()) {
            if (!DestinationCheck.MATCHING_KEYS.contains(key)) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static Optional<PathRule> overrider(PathRule rule, String key, List<Map<String, PathRule>> covering) {
        for (Map<String, PathRule> set : covering) {
            PathRule found = set.get(key);
            if (found != null && !found.origin().equals(rule.origin())) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private void report(@Nullable PathRule rule, Map<String, Optional<PathRule>> overriders) {
        if (rule == null || overriders.isEmpty()) {
            return;
        }
        if (overriders.values().stream().allMatch(Optional::isPresent)) {
            var places = new LinkedHashSet<String>();
            overriders
                    .values()
                    .forEach(by -> places.add(by.orElseThrow().origin().toString()));
            findings.warning(
                    rule,
                    "",
                    "this rule changes nothing: " + String.join(" and ", overriders.keySet())
                            + " is set later for the same paths, at " + String.join(" and ", places),
                    "remove it, or move it behind");
            return;
        }
        overriders.forEach((key, by) -> by.filter(
                        later -> later.origin().file().equals(rule.origin().file()))
                .ifPresent(later -> findings.warning(
                        rule,
                        key,
                        key + " has no effect here: the rule at " + later.origin()
                                + " sets it later for the same paths",
                        "remove it here, or move this rule behind")));
    }

    private Optional<Conditions> conditions(PathRule rule) {
        DomainPattern domain = DomainPattern.EVERYTHING;
        if (rule.domain().isPresent()) {
            Optional<DomainPattern> read = DomainPattern.parse(rule.domain().get());
            if (read.isEmpty()) {
                return Optional.empty();
            }
            domain = read.get();
        }
        Optional<String> mx = rule.mx().flatMap(PathRules::suffix);
        if (mx.isEmpty() && rule.mx().isPresent()) {
            return Optional.empty();
        }
        String vmta = rule.vmta().filter(name -> !name.equals("*")).orElse(null);
        return Optional.of(new Conditions(domain, mx.orElse(null), vmta));
    }

    /** What later rules set for at least the paths that {@code narrow} means, the same conditions first. */
    private List<Map<String, PathRule>> covering(Conditions narrow) {
        var found = new ArrayList<Map<String, PathRule>>();
        for (DomainPattern domain : covering(narrow.domain())) {
            for (String mx : orNone(narrow.mx())) {
                for (String vmta : narrow.vmta() == null ? NONE : List.of(narrow.vmta(), "")) {
                    Map<String, PathRule> set =
                            later.get(new Conditions(domain, mx.isEmpty() ? null : mx, vmta.isEmpty() ? null : vmta));
                    if (set != null) {
                        found.add(set);
                    }
                }
            }
        }
        return found;
    }

    private static final List<String> NONE = List.of("");

    private static List<DomainPattern> covering(DomainPattern narrow) {
        var covering = new ArrayList<DomainPattern>();
        covering.add(narrow);
        for (String parent : parents(narrow.name())) {
            covering.add(new DomainPattern(DomainPattern.Kind.SUBDOMAINS, parent));
        }
        if (narrow.kind() != DomainPattern.Kind.ANY) {
            covering.add(DomainPattern.EVERYTHING);
        }
        return covering;
    }

    private static List<String> orNone(@Nullable String suffix) {
        if (suffix == null) {
            return NONE;
        }
        var suffixes = new ArrayList<String>(List.of(suffix));
        suffixes.addAll(parents(suffix));
        suffixes.add("");
        return suffixes;
    }

    private static List<String> parents(String name) {
        var parents = new ArrayList<String>();
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            parents.add(name.substring(dot + 1));
        }
        return parents;
    }
}
