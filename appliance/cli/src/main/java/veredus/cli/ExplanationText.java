package veredus.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import veredus.api.admin.AdminJson;
import veredus.api.policy.Explanation;
import veredus.api.policy.Origin;
import veredus.api.policy.PathRules;

/** An explanation for people and for programs. */
final class ExplanationText {
    private ExplanationText() {}

    static String json(Explanation explanation) {
        var members = new LinkedHashMap<String, Object>();
        members.put("domain", explanation.domain());
        members.put("site", explanation.site());
        members.put(
                "mx", explanation.mx().stream().map(Explanation.Exchanger::host).toList());
        members.put("exchangers", explanation.mx());
        members.put("rule", explanation.rule().map(ExplanationText::rule).orElse(null));
        members.put("route", explanation.route().map(ExplanationText::route).orElse(null));
        members.put("tenant", explanation.tenant());
        members.put("campaign", explanation.campaign());
        members.put("priority", explanation.priority());
        members.put("pool", explanation.pool());
        members.put("members", explanation.members());
        members.put("vmta", explanation.vmta());
        members.put("proxy", explanation.proxy());
        members.put("path", explanation.path());
        members.put(
                "limits",
                explanation.limits().stream().map(ExplanationText::value).toList());
        members.put(
                "retry",
                explanation.retry().stream().map(ExplanationText::value).toList());
        members.put("durability", value(explanation.durability()));
        members.put("ends", explanation.ends());
        members.put("notes", explanation.notes());
        return AdminJson.LENIENT.writeValueAsString(members);
    }

    private static Map<String, Object> rule(Explanation.RuleUsed rule) {
        var members = new LinkedHashMap<String, Object>();
        members.put("conditions", rule.conditions());
        members.put("sets", rule.sets());
        members.put("override", rule.override());
        place(members, rule.origin());
        return members;
    }

    private static Map<String, Object> route(Explanation.RouteUsed route) {
        var members = new LinkedHashMap<String, Object>();
        members.put("name", route.name());
        members.put("domain", route.domain());
        members.put("action", route.action());
        place(members, route.origin());
        return members;
    }

    private static Map<String, Object> value(Explanation.Value value) {
        var members = new LinkedHashMap<String, Object>();
        members.put("name", value.name());
        members.put("value", value.value());
        place(members, value.origin());
        members.put(
                "overrides",
                value.overrides().stream()
                        .map(setting -> {
                            var overridden = new LinkedHashMap<String, Object>();
                            overridden.put("value", setting.value());
                            place(overridden, setting.origin());
                            return overridden;
                        })
                        .toList());
        return members;
    }

    private static void place(Map<String, Object> members, Origin origin) {
        members.put("file", origin.file());
        members.put("line", origin.line());
    }

    static String text(Explanation explanation, Look look) {
        var facts = new ArrayList<String>();
        fact(facts, "domain", explanation.domain());
        explanation
                .rule()
                .ifPresent(rule -> fact(
                        facts,
                        "rule",
                        rule.conditions() + " at " + rule.origin() + ", sets " + rule.sets()
                                + (rule.override() ? ", above what mail names" : "")));
        fact(
                facts,
                "route",
                explanation
                        .route()
                        .map(route -> (route.name().isEmpty() ? route.domain() : route.name()) + " at " + route.origin()
                                + ", action " + route.action())
                        .orElse("none: as the DNS says"));
        if (!explanation.site().isEmpty()) {
            fact(facts, "site", explanation.site());
        }
        if (!explanation.mx().isEmpty()) {
            fact(
                    facts,
                    "mx",
                    explanation.mx().stream().map(ExplanationText::exchanger).collect(Collectors.joining(", ")));
        }
        fact(facts, "tenant", explanation.tenant());
        if (!explanation.campaign().isEmpty()) {
            fact(facts, "campaign", explanation.campaign());
        }
        fact(facts, "pool", explanation.pool() + members(explanation));
        fact(facts, "vmta", explanation.vmta().isEmpty() ? "none can send" : explanation.vmta());
        if (!explanation.proxy().isEmpty()) {
            fact(facts, "proxy", explanation.proxy());
        }
        if (!explanation.path().isEmpty()) {
            fact(facts, "path", explanation.path());
        }
        if (!explanation.ends().isEmpty()) {
            fact(facts, "ends", explanation.ends());
        }
        explanation.notes().forEach(note -> fact(facts, "note", note));

        var table = new Table("LIMIT", "VALUE", "SET AT", "OVERRIDES");
        explanation.limits().forEach(limit -> row(table, limit));
        explanation.retry().forEach(retry -> row(table, retry));
        row(table, explanation.durability());
        return String.join(System.lineSeparator(), facts)
                + System.lineSeparator()
                + System.lineSeparator()
                + table.in(look);
    }

    private static void fact(List<String> facts, String name, String text) {
        facts.add(String.format("%-9s%s", name, Table.printable(text)));
    }

    private static String exchanger(Explanation.Exchanger host) {
        return host.preference() + " " + host.host() + (host.port() == 25 ? "" : ":" + host.port());
    }

    private static String members(Explanation explanation) {
        boolean alone = explanation.members().size() == 1
                && explanation.members().getFirst().vmta().equals(explanation.pool());
        return alone
                ? ""
                : explanation.members().stream()
                        .map(member -> member.vmta() + " " + member.weight() + (member.enabled() ? "" : " (disabled)"))
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    private static void row(Table table, Explanation.Value value) {
        table.add(
                value.name(),
                value.value(),
                value.origin(),
                value.overrides().stream().map(ExplanationText::overridden).collect(Collectors.joining(", ")));
    }

    private static String overridden(PathRules.Setting setting) {
        return setting.value() + (setting.origin().line() == 0 ? " (default)" : " at " + setting.origin());
    }
}
