package veredus.api.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Checks routing rules: what they name, and whether mail ever gets to them. A rule that an earlier one covers is dead; of
 * one with several senders or recipients single values can be.
 */
final class RoutingCheck {
    /** The longest campaign, as of what messages name. */
    private static final int LONGEST_CAMPAIGN = 200;

    /** Values that are listed. */
    private static final int MOST_LISTED = 5;

    private final Findings findings;
    private final Policy policy;
    private final List<String> sources;

    RoutingCheck(Findings findings, List<String> sources) {
        this.findings = findings;
        this.policy = findings.policy();
        this.sources = sources;
    }

    void check() {
        List<String> users = policy.users().stream().map(User::name).toList();
        List<String> listeners =
                policy.listeners().stream().map(ListenerPolicy::name).toList();
        List<String> tenants = policy.tenants().stream().map(Tenant::name).toList();
        List<String> routes = policy.routes().stream()
                .flatMap(route -> route.name().stream())
                .distinct()
                .toList();
        for (RoutingRule rule : policy.rules()) {
            rule.sender().ifPresent(texts -> addresses(rule, "sender", texts));
            rule.recipient().ifPresent(texts -> addresses(rule, "recipient", texts));
            rule.header().forEach(field -> field(field));
            rule.user().ifPresent(texts -> names(rule, "user", texts, users, "users"));
            rule.listener().ifPresent(texts -> names(rule, "listener", texts, listeners, "listeners"));
            rule.tenant().ifPresent(texts -> names(rule, "tenant", texts, tenants, "tenants"));
            rule.campaign().filter(texts -> texts.all().isEmpty()).ifPresent(texts -> empty(rule, "campaign"));
            results(rule, routes);
            userOfAnotherTenant(rule);
        }
        unreached();
    }

    private void addresses(RoutingRule rule, String key, Texts texts) {
        if (texts.all().isEmpty()) {
            empty(rule, key);
        }
        for (String text : texts.all()) {
            boolean nobody = text.equals(AddressPattern.NULL_SENDER);
            if (nobody && key.equals("recipient")) {
                findings.error(rule, key, "recipient: nothing is sent to <>", "remove it");
            } else if (AddressPattern.parse(text).isEmpty()) {
                findings.error(
                        rule,
                        key,
                        key + ": " + Problems.quoted(text) + " is neither a domain pattern nor an address",
                        "write \"example.com\", \"*.example.com\", \"news@example.com\", \"news-*@example.com\" or"
                                + " \"@LIST\"");
            }
        }
    }

    private void field(RoutingRule.Field field) {
        if (!PolicyCheck.FIELD_NAME.matcher(field.name()).matches()) {
            findings.error(
                    field,
                    "name",
                    "header: " + Problems.quoted(field.name()) + " is not the name of a header field",
                    "write it without colon and spaces, such as \"x-campaign\"");
        }
        if (field.value().all().isEmpty()) {
            findings.error(field, "value", "value is empty", "name what it may be, or \"*\" for anything");
        }
    }

    private void names(RoutingRule rule, String key, Texts texts, List<String> known, String file) {
        if (texts.all().isEmpty()) {
            empty(rule, key);
        }
        for (String name : texts.all()) {
            boolean nobody = name.isEmpty() && key.equals("user");
            if (!nobody && !known.contains(name) && !findings.files().isUnreadable(file + ".toml")) {
                findings.error(
                        rule,
                        key,
                        "there is no " + key + " " + Problems.quoted(name),
                        findings.suggestion(name, known, "add it to " + file + ".toml"));
            }
        }
    }

    private void empty(RoutingRule rule, String key) {
        findings.error(rule, key, key + " is empty: the rule is for no mail", "name some, or remove " + key);
    }

    private void results(RoutingRule rule, List<String> routes) {
        rule.setPool()
                .filter(pool -> !sources.contains(pool) && !findings.files().isUnreadable("vmtas.toml"))
                .ifPresent(pool -> findings.error(
                        rule,
                        "set-pool",
                        "set-pool " + Problems.quoted(pool) + " is neither a vMTA nor a pool",
                        findings.suggestion(pool, sources, "add it to vmtas.toml")));
        rule.setRoute()
                .filter(route -> !routes.contains(route) && !findings.files().isUnreadable("routes.toml"))
                .ifPresent(route -> findings.error(
                        rule,
                        "set-route",
                        "there is no route with the name " + Problems.quoted(route),
                        findings.suggestion(
                                route,
                                routes,
                                "add it to routes.toml: [[route]] with name = " + Problems.quoted(route))));
        rule.setCampaign()
                .filter(campaign ->
                        campaign.length() > LONGEST_CAMPAIGN || campaign.chars().anyMatch(c -> c < ' ' || c == 0x7F))
                .ifPresent(campaign -> findings.error(
                        rule,
                        "set-campaign",
                        "set-campaign " + Problems.quoted(campaign) + " cannot be used",
                        "write at most " + LONGEST_CAMPAIGN + " printable characters"));
        if (rule.override()
                && rule.setPool().isEmpty()
                && rule.setCampaign().isEmpty()
                && rule.setPriority().isEmpty()) {
            findings.warning(
                    rule,
                    "override",
                    "override changes nothing: the rule sets no pool, campaign or priority",
                    "set one, or remove it");
        }
    }

    /** A user's mail is its tenant's, whatever the message says. */
    private void userOfAnotherTenant(RoutingRule rule) {
        if (rule.user().isEmpty()
                || rule.tenant().isEmpty()
                || rule.user().get().all().contains("")) {
            return;
        }
        Set<String> theirs = new LinkedHashSet<>();
        for (User user : policy.users()) {
            if (rule.user().get().all().contains(user.name())) {
                theirs.add(user.tenant());
            }
        }
        if (!theirs.isEmpty() && theirs.stream().noneMatch(rule.tenant().get().all()::contains)) {
            findings.warning(
                    rule,
                    "tenant",
                    "this rule never matches: mail of " + rule.user().get() + " is that of tenant "
                            + String.join(", ", theirs),
                    "mend one of the two conditions");
        }
    }

    private void unreached() {
        var index = new RoutingRules(policy.rules());
        for (int i = 0; i < policy.rules().size(); i++) {
            RoutingRule rule = policy.rules().get(i);
            RuleConditions conditions = index.conditions(i);
            if (!findings.origins().isSound(rule)) {
                continue;
            }
            Optional<RoutingRule> earlier = index.covering(conditions, i);
            if (earlier.isPresent()) {
                findings.warning(
                        rule,
                        "",
                        "this rule never matches: all of its mail is that of the rule at "
                                + earlier.get().origin(),
                        "move it before that one, or remove it");
                continue;
            }
            int place = i;
            rule.sender()
                    .ifPresent(texts ->
                            deadValues(rule, "sender", texts, some -> index.covering(conditions.from(some), place)));
            rule.recipient()
                    .ifPresent(texts ->
                            deadValues(rule, "recipient", texts, some -> index.covering(conditions.to(some), place)));
        }
    }

    private void deadValues(
            RoutingRule rule, String key, Texts texts, Function<AddressSet, Optional<RoutingRule>> covering) {
        if (texts.all().size() < 2) {
            return;
        }
        var dead = new ArrayList<String>();
        Set<String> places = new LinkedHashSet<>();
        for (String text : texts.all()) {
            covering.apply(new AddressSet(Texts.of(text))).ifPresent(earlier -> {
                dead.add(Problems.quoted(text));
                places.add(earlier.origin().toString());
            });
        }
        if (!dead.isEmpty()) {
            findings.warning(
                    rule,
                    key,
                    key + ": " + listed(dead) + " never matches here: such mail is that of the rule at "
                            + listed(List.copyOf(places)),
                    "remove it here, or move this rule before");
        }
    }

    private static String listed(List<String> all) {
        return all.size() <= MOST_LISTED
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, MOST_LISTED)) + " and " + (all.size() - MOST_LISTED) + " more";
    }
}
