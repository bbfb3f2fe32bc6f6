package veredus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import veredus.api.admin.ExplainView;

/** An explanation for people. */
final class ExplanationText {
    private ExplanationText() {}

    static String text(ExplainView explanation, Look look) {
        var facts = new ArrayList<String>();
        fact(facts, "domain", explanation.domain());
        explanation
                .rule()
                .ifPresent(rule -> fact(
                        facts,
                        "rule",
                        rule.conditions() + " at " + place(rule.file(), rule.line()) + ", sets " + rule.sets()
                                + (rule.override() ? ", above what mail names" : "")));
        fact(
                facts,
                "route",
                explanation
                        .route()
                        .map(route -> (route.name().isEmpty() ? route.domain() : route.name()) + " at "
                                + place(route.file(), route.line()) + ", action " + route.action())
                        .orElse("none: as the DNS says"));
        if (!explanation.site().isEmpty()) {
            fact(facts, "site", explanation.site());
        }
        if (!explanation.exchangers().isEmpty()) {
            fact(
                    facts,
                    "mx",
                    explanation.exchangers().stream()
                            .map(ExplanationText::exchanger)
                            .collect(Collectors.joining(", ")));
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

    private static String exchanger(ExplainView.Exchanger host) {
        return host.preference() + " " + host.host() + (host.port() == 25 ? "" : ":" + host.port());
    }

    private static String members(ExplainView explanation) {
        boolean alone = explanation.members().size() == 1
                && explanation.members().getFirst().vmta().equals(explanation.pool());
        return alone
                ? ""
                : explanation.members().stream()
                        .map(member -> member.vmta() + " " + member.weight() + (member.enabled() ? "" : " (disabled)"))
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    private static void row(Table table, ExplainView.Value value) {
        table.add(
                value.name(),
                value.value(),
                place(value.file(), value.line()),
                value.overrides().stream().map(ExplanationText::overridden).collect(Collectors.joining(", ")));
    }

    private static String overridden(ExplainView.Overridden setting) {
        return setting.value() + (setting.line() == 0 ? " (default)" : " at " + place(setting.file(), setting.line()));
    }

    private static String place(String file, int line) {
        return line == 0 ? file : file + ":" + line;
    }
}
