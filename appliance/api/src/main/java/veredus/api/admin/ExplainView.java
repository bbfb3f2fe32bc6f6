package veredus.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import veredus.api.policy.Explanation;
import veredus.api.policy.Origin;
import veredus.api.policy.PathRules;

/**
 * Where mail for a domain goes, how fast and how long, and which lines say so: {@code GET /v1/explain}, and the same JSON
 * from {@code veredus config explain --json}. What the words mean stands at {@link Explanation}.
 *
 * @param mx the names of its mail exchangers in the order of preference
 * @param exchangers the same with ports
 * @param rule null in JSON where no routing rule is for it
 * @param route null in JSON where the DNS alone decides
 */
public record ExplainView(
        String domain,
        String site,
        List<String> mx,
        List<Exchanger> exchangers,
        @JsonInclude Optional<RuleUsed> rule,
        @JsonInclude Optional<RouteUsed> route,
        String tenant,
        String campaign,
        int priority,
        String pool,
        List<Member> members,
        String vmta,
        String proxy,
        String path,
        List<Value> limits,
        List<Value> retry,
        Value durability,
        String ends,
        List<String> notes) {
    public ExplainView {
        mx = List.copyOf(mx);
        exchangers = List.copyOf(exchangers);
        members = List.copyOf(members);
        limits = List.copyOf(limits);
        retry = List.copyOf(retry);
        notes = List.copyOf(notes);
    }

    /** A host that takes the mail. */
    public record Exchanger(String host, int port, int preference) {}

    /** The routing rule that counts. */
    public record RuleUsed(String conditions, String sets, boolean override, String file, int line) {}

    /** The route that holds. */
    public record RouteUsed(String name, String domain, String action, String file, int line) {}

    /** A vMTA of the pool with its share. */
    public record Member(String vmta, int weight, boolean enabled) {}

    /**
     * One setting in force.
     *
     * @param line 0 for the built-in default
     * @param overrides what would hold without it, the latest first
     */
    public record Value(String name, String value, String file, int line, List<Overridden> overrides) {
        public Value {
            overrides = List.copyOf(overrides);
        }
    }

    /** A setting that another one overrides. */
    public record Overridden(String value, String file, int line) {}

    /** The same as an explanation. */
    public static ExplainView of(Explanation explanation) {
        return new ExplainView(
                explanation.domain(),
                explanation.site(),
                explanation.mx().stream().map(Explanation.Exchanger::host).toList(),
                explanation.mx().stream()
                        .map(host -> new Exchanger(host.host(), host.port(), host.preference()))
                        .toList(),
                explanation.rule().map(ExplainView::rule),
                explanation.route().map(ExplainView::route),
                explanation.tenant(),
                explanation.campaign(),
                explanation.priority(),
                explanation.pool(),
                explanation.members().stream()
                        .map(member -> new Member(member.vmta(), member.weight(), member.enabled()))
                        .toList(),
                explanation.vmta(),
                explanation.proxy(),
                explanation.path(),
                explanation.limits().stream().map(ExplainView::value).toList(),
                explanation.retry().stream().map(ExplainView::value).toList(),
                value(explanation.durability()),
                explanation.ends(),
                explanation.notes());
    }

    private static RuleUsed rule(Explanation.RuleUsed rule) {
        Origin at = rule.origin();
        return new RuleUsed(rule.conditions(), rule.sets(), rule.override(), at.file(), at.line());
    }

    private static RouteUsed route(Explanation.RouteUsed route) {
        Origin at = route.origin();
        return new RouteUsed(route.name(), route.domain(), route.action(), at.file(), at.line());
    }

    private static Value value(Explanation.Value value) {
        Origin at = value.origin();
        return new Value(
                value.name(),
                value.value(),
                at.file(),
                at.line(),
                value.overrides().stream().map(ExplainView::overridden).toList());
    }

    private static Overridden overridden(PathRules.Setting setting) {
        return new Overridden(
                setting.value(), setting.origin().file(), setting.origin().line());
    }
}
