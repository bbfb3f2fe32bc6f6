package veredus.api.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * {@code lists.toml}, table {@code [lists]}: domains under one name. A rule or route whose domain is {@code @NAME}
 * becomes one for each of them; in a routing rule and a shared limit it stands for all of them. Used by one thread.
 */
final class NamedLists {
    static final String FILE = "lists";

    /** Rules that lists may make in all. */
    static final int MOST_RULES = 200_000;

    private final Problems problems;
    private final Macros macros;
    private final Origins origins;
    private final boolean isUnreadable;
    private final Map<String, Named> lists = new LinkedHashMap<>();
    private final Set<String> used = new TreeSet<>();
    private int made;

    private record Named(Origin at, List<String> domains) {}

    NamedLists(PolicyFiles files, Origins origins, Problems problems) {
        this.problems = problems;
        this.macros = files.macros();
        this.origins = origins;
        for (TomlFile file : files.chapter(FILE, FILE).files()) {
            file.table(FILE).ifPresent(table -> read(file, table));
        }
        this.isUnreadable = files.isUnreadable(FILE + ".toml");
    }

    private void read(TomlFile file, TomlTable table) {
        for (String name : table.keySet()) {
            Origin at = file.origin(table.inputPositionOf(List.of(name)));
            if (!Findings.isName(name)) {
                problems.error(
                        at,
                        "list name " + Problems.quoted(name) + " cannot be used",
                        "use letters, digits, dots, dashes and underscores, at most 64");
            }
            Named first = lists.get(name);
            if (first != null) {
                problems.error(
                        at,
                        "list " + Problems.quoted(name) + " is there twice, first at " + first.at(),
                        Findings.whichToEdit(first.at(), at));
                continue;
            }
            if (table.get(List.of(name)) instanceof TomlArray array) {
                lists.put(name, new Named(at, domains(file, name, array)));
            } else {
                problems.error(
                        at,
                        "list " + Problems.quoted(name) + " is not a list of domains",
                        "write such as " + name + " = [\"example.com\", \"*.example.net\"]");
            }
        }
    }

    private List<String> domains(TomlFile file, String name, TomlArray array) {
        var domains = new ArrayList<String>();
        for (int i = 0; i < array.size(); i++) {
            Object value = array.get(i);
            if (value instanceof String text) {
                Optional<Macros.Expanded> expanded = macros.expand(text, file.origin(array.inputPositionOf(i)));
                if (expanded.isEmpty()) {
                    continue;
                }
                value = expanded.get().text();
            }
            if (value instanceof String text && DomainPattern.parse(text).isPresent()) {
                domains.add(text);
            } else {
                problems.error(
                        file.origin(array.inputPositionOf(i)),
                        name + ": " + ValueType.shown(value) + " is not a pattern",
                        "write \"example.com\", \"*.example.com\" or \"*\"");
            }
        }
        return domains;
    }

    /** The rules with each that is for a list replaced by one for each of its domains. */
    <R extends Record> List<R> expanded(List<R> rules, Class<R> type) {
        var expanded = new ArrayList<R>();
        for (R rule : rules) {
            Optional<String> domain = DomainRules.domain(rule);
            if (domain.isEmpty() || !domain.get().startsWith("@")) {
                expanded.add(rule);
                continue;
            }
            Named list = find(rule, "domain", domain.get().substring(1));
            if (list == null) {
                continue;
            }
            for (String one : list.domains()) {
                if (++made > MOST_RULES) {
                    problems.error(list.at(), "lists make more than " + MOST_RULES + " rules", "use shorter lists");
                    return expanded;
                }
                expanded.add(DomainRules.with(type, rule, one, origins));
            }
        }
        return expanded;
    }

    /** The routing rules with each list among their senders and recipients replaced by its domains. */
    List<RoutingRule> spelledOut(List<RoutingRule> rules) {
        var spelled = new ArrayList<RoutingRule>(rules.size());
        for (RoutingRule rule : rules) {
            Optional<Texts> senders = rule.sender().map(texts -> spelledOut(rule, "sender", texts));
            Optional<Texts> recipients = rule.recipient().map(texts -> spelledOut(rule, "recipient", texts));
            if (senders.equals(rule.sender()) && recipients.equals(rule.recipient())) {
                spelled.add(rule);
                continue;
            }
            var made = new RoutingRule(
                    senders,
                    recipients,
                    rule.header(),
                    rule.user(),
                    rule.listener(),
                    rule.tenant(),
                    rule.campaign(),
                    rule.setPool(),
                    rule.setCampaign(),
                    rule.setPriority(),
                    rule.setRoute(),
                    rule.override(),
                    rule.origin());
            origins.copy(rule, made);
            spelled.add(made);
        }
        return spelled;
    }

    /** The shared limits with each list among their domains replaced by its domains, which are counted together. */
    List<LimitRule> spelledOutLimits(List<LimitRule> rules) {
        var spelled = new ArrayList<LimitRule>(rules.size());
        for (LimitRule rule : rules) {
            Optional<Texts> domains = rule.domain().map(texts -> spelledOut(rule, "domain", texts));
            if (domains.equals(rule.domain())) {
                spelled.add(rule);
                continue;
            }
            var made = new LimitRule(
                    rule.name(),
                    rule.tenant(),
                    rule.pool(),
                    rule.vmta(),
                    rule.campaign(),
                    rule.route(),
                    domains,
                    rule.mx(),
                    rule.each(),
                    rule.messageRate(),
                    rule.maxConnections(),
                    rule.origins(),
                    rule.origin());
            origins.copy(rule, made);
            spelled.add(made);
        }
        return spelled;
    }

    private Texts spelledOut(Record rule, String key, Texts texts) {
        if (texts.all().stream().noneMatch(text -> text.startsWith("@"))) {
            return texts;
        }
        var all = new ArrayList<String>();
        for (String text : texts.all()) {
            if (!text.startsWith("@")) {
                all.add(text);
                continue;
            }
            Named list = find(rule, key, text.substring(1));
            if (list == null) {
                // Without it the rule would be for other mail than was meant.
                origins.damage(rule);
                continue;
            }
            made += list.domains().size();
            if (made > MOST_RULES) {
                problems.error(list.at(), "lists make more than " + MOST_RULES + " rules", "use shorter lists");
                return new Texts(all);
            }
            all.addAll(list.domains());
        }
        return new Texts(all);
    }

    private @Nullable Named find(Record rule, String key, String name) {
        Named list = lists.get(name);
        if (list == null && !isUnreadable) {
            problems.error(
                    origins.of(rule, key),
                    "there is no list " + Problems.quoted(name),
                    Spelling.nearest(name, lists.keySet())
                            .map(meant -> "did you mean \"@" + meant + "\"?")
                            .orElse("add it to lists.toml"));
        }
        used.add(name);
        return list;
    }

    /** Warns of lists that nobody uses, after all rules were expanded. */
    void lookForIdle() {
        lists.forEach((name, list) -> {
            if (!used.contains(name)) {
                problems.warning(
                        list.at(),
                        "list " + Problems.quoted(name) + " is not used",
                        "write domain = \"@" + name + "\" in a rule or route, or remove it");
            } else if (list.domains().isEmpty()) {
                problems.warning(
                        list.at(), "list " + Problems.quoted(name) + " is empty", "its rules are for no domain");
            }
        });
    }
}
