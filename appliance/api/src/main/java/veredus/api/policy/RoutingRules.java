package veredus.api.policy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/**
 * The routing rules of a policy, indexed: the first one that fits a message and a recipient. Each rule is filed under
 * one of its conditions whose values can be looked up, the rarest kind first (recipient, sender, header, user, campaign,
 * tenant, listener); a look-up then tries, in their order, those that are filed under what the message has, and those
 * that could be filed under nothing. Immutable.
 */
public final class RoutingRules {
    private final List<RoutingRule> rules;
    private final List<RuleConditions> conditions = new ArrayList<>();
    private final Map<Kind, Map<String, List<Integer>>> filed = new EnumMap<>(Kind.class);
    private final Set<String> fieldNames = new LinkedHashSet<>();
    private final List<Integer> unfiled = new ArrayList<>();
    private final boolean asksForRecipients;

    /** Under what rules are filed. */
    private enum Kind {
        RECIPIENT,
        SENDER,
        HEADER,
        USER,
        CAMPAIGN,
        TENANT,
        LISTENER
    }

    /** @param rules in their order; one with a pattern that cannot be read does not match by it */
    public RoutingRules(List<RoutingRule> rules) {
        this.rules = List.copyOf(rules);
        this.asksForRecipients =
                this.rules.stream().anyMatch(rule -> rule.recipient().isPresent());
        for (Kind kind : Kind.values()) {
            filed.put(kind, new HashMap<>());
        }
        for (int i = 0; i < this.rules.size(); i++) {
            var one = new RuleConditions(this.rules.get(i));
            conditions.add(one);
            file(one, i);
        }
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether the answer may differ between the recipients of one message. */
    public boolean asksForRecipients() {
        return asksForRecipients;
    }

    /** The rule for one recipient of a message. */
    public Optional<RoutingRule> find(Letter letter, Mailbox recipient) {
        return find(letter, recipient.localPart(), recipient.domain());
    }

    /** The rule for a domain as a whole; conditions on a local part do not hold. */
    public Optional<RoutingRule> find(Letter letter, Domain domain) {
        return find(letter, "", domain);
    }

    private Optional<RoutingRule> find(Letter letter, String localPart, Domain domain) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        var search = new Search(rules.size(), one -> one.hold(letter, localPart, domain.name()));
        search.among(unfiled);
        search.amongDomains(Kind.RECIPIENT, domain.name());
        if (letter.sender() instanceof ReversePath.Of(Mailbox sender)) {
            search.amongDomains(Kind.SENDER, sender.domain().name());
        }
        for (String name : fieldNames) {
            for (String value : letter.header().apply(name)) {
                search.among(Kind.HEADER, fieldKey(name, Glob.normal(value)));
            }
        }
        search.among(Kind.USER, letter.user());
        search.among(Kind.CAMPAIGN, Glob.normal(letter.campaign()));
        search.among(Kind.TENANT, letter.tenant());
        search.among(Kind.LISTENER, letter.listener());
        return search.found();
    }

    /** The first rule before {@code place} whose conditions hold wherever {@code narrow} do: mail never gets past it. */
    Optional<RoutingRule> covering(RuleConditions narrow, int place) {
        var search = new Search(place, one -> one.cover(narrow));
        search.among(unfiled);
        // What covers a list covers its first value, and is filed under that or what is wider.
        narrow.recipient().ifPresent(set -> amongFirst(search, Kind.RECIPIENT, set));
        narrow.sender().ifPresent(set -> amongFirst(search, Kind.SENDER, set));
        for (RuleConditions.Field field : narrow.header()) {
            exact(field.values()).stream()
                    .limit(1)
                    .forEach(value -> search.among(Kind.HEADER, fieldKey(field.name(), value)));
        }
        narrow.user().stream().limit(1).forEach(name -> search.among(Kind.USER, name));
        exact(narrow.campaign()).stream().limit(1).forEach(name -> search.among(Kind.CAMPAIGN, name));
        narrow.tenant().stream().limit(1).forEach(name -> search.among(Kind.TENANT, name));
        narrow.listener().stream().limit(1).forEach(name -> search.among(Kind.LISTENER, name));
        return search.found();
    }

    private static void amongFirst(Search search, Kind kind, AddressSet set) {
        set.patterns().stream()
                .limit(1)
                .flatMap(first -> first.domain().stream())
                .forEach(domain -> {
                    search.among(kind, domain.toString());
                    search.amongDomains(kind, domain.name());
                });
    }

    RuleConditions conditions(int place) {
        return conditions.get(place);
    }

    /** Looks for the first rule that fits; each list of places rises. */
    private final class Search {
        private final int end;
        private final Predicate<RuleConditions> fits;
        private int first;

        Search(int end, Predicate<RuleConditions> fits) {
            this.end = end;
            this.fits = fits;
            this.first = end;
        }

        Optional<RoutingRule> found() {
            return first == end ? Optional.empty() : Optional.of(rules.get(first));
        }

        void amongDomains(Kind kind, String name) {
            Map<String, List<Integer>> some = filed.getOrDefault(kind, Map.of());
            if (some.isEmpty()) {
                return;
            }
            among(some.getOrDefault(name, List.of()));
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                among(some.getOrDefault("*" + name.substring(dot), List.of()));
            }
        }

        void among(Kind kind, String key) {
            among(filed.getOrDefault(kind, Map.of()).getOrDefault(key, List.of()));
        }

        void among(List<Integer> places) {
            for (int place : places) {
                if (place >= first) {
                    return;
                }
                if (fits.test(conditions.get(place))) {
                    first = place;
                    return;
                }
            }
        }
    }

    private void file(RuleConditions one, int place) {
        List<String> keys = List.of();
        for (Kind kind : Kind.values()) {
            keys = keys(one, kind);
            if (!keys.isEmpty()) {
                Map<String, List<Integer>> some = filed.getOrDefault(kind, Map.of());
                for (String key : new LinkedHashSet<>(keys)) {
                    some.computeIfAbsent(key, unused -> new ArrayList<>()).add(place);
                }
                return;
            }
        }
        unfiled.add(place);
    }

    /** What a rule can be filed under; empty when that is not all it is for. */
    private List<String> keys(RuleConditions one, Kind kind) {
        return switch (kind) {
            case RECIPIENT -> one.recipient().map(RoutingRules::domains).orElse(List.of());
            case SENDER -> one.sender().map(RoutingRules::domains).orElse(List.of());
            case HEADER -> fieldKeys(one);
            case USER -> one.user();
            case CAMPAIGN -> exact(one.campaign());
            case TENANT -> one.tenant();
            case LISTENER -> one.listener();
        };
    }

    private static List<String> domains(AddressSet set) {
        var names = new ArrayList<String>();
        for (AddressPattern pattern : set.patterns()) {
            if (pattern.domain()
                    .filter(domain -> domain.kind() != DomainPattern.Kind.ANY)
                    .isEmpty()) {
                return List.of();
            }
            names.add(pattern.domain().get().toString());
        }
        return names;
    }

    private List<String> fieldKeys(RuleConditions one) {
        for (RuleConditions.Field field : one.header()) {
            List<String> values = exact(field.values());
            if (!values.isEmpty()) {
                fieldNames.add(field.name());
                return values.stream()
                        .map(value -> fieldKey(field.name(), value))
                        .toList();
            }
        }
        return List.of();
    }

    private static String fieldKey(String name, String value) {
        return name + "\0" + value;
    }

    private static List<String> exact(List<Glob> globs) {
        return globs.stream().allMatch(Glob::isExact)
                ? globs.stream().map(glob -> glob.pieces().getFirst()).toList()
                : List.of();
    }
}
