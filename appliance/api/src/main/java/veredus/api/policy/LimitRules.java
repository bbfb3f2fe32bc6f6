package veredus.api.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The shared limits of a policy: which of them count what goes over a path, and under what. Rules for named tenants are
 * filed under these, so that a look-up does not try those of all others. Immutable.
 */
public final class LimitRules {
    public static final LimitRules NONE = new LimitRules(List.of());

    private final List<Conditions> all = new ArrayList<>();
    private final Map<String, List<Integer>> byTenant = new HashMap<>();
    private final List<Integer> forAll = new ArrayList<>();
    private final Map<String, LimitRule> byId = new HashMap<>();

    /**
     * What the conditions are about: the mail of one queue on one path.
     *
     * @param pool the pool or vMTA that it was given to
     * @param route the named route; empty for that of the domain
     * @param mxHosts the site's mail exchangers, in lower case without final dot; may be empty
     */
    public record Mail(
            String tenant,
            String campaign,
            String domain,
            String pool,
            String route,
            String vmta,
            String site,
            List<String> mxHosts) {
        public Mail {
            mxHosts = List.copyOf(mxHosts);
        }
    }

    /**
     * A limit that counts some mail.
     *
     * @param id the same for the same rule after a change of its values
     * @param values what it has a count of its own for, in the order of {@link LimitRule#each}
     */
    public record Match(LimitRule rule, String id, List<String> values) {
        public Match {
            values = List.copyOf(values);
        }

        /** The same as somebody who is confined to {@code tenant}, whose mail it counts, may see it. */
        public Match seenBy(String tenant) {
            return new Match(rule.seenBy(tenant), id, values);
        }

        /** What is counted together, for people: {@code tenant=acme and site=google.com(mx1)}. */
        public String counted() {
            String each = IntStream.range(0, values.size())
                    .mapToObj(i -> Written.of(rule.each().get(i)) + "=" + values.get(i))
                    .collect(Collectors.joining(" "));
            boolean all = rule.conditions().equals("all");
            if (each.isEmpty()) {
                return all ? "all mail" : rule.conditions();
            }
            return all ? each : rule.conditions() + " and " + each;
        }
    }

    /** The conditions of one rule, ready to be asked; no patterns for none. */
    private record Conditions(
            LimitRule rule, String id, List<DomainPattern> domains, List<Glob> campaigns, List<String> suffixes) {
        static Conditions of(LimitRule rule, String id) {
            return new Conditions(
                    rule,
                    id,
                    texts(rule.domain()).stream()
                            .flatMap(text -> DomainPattern.parse(text).stream())
                            .toList(),
                    texts(rule.campaign()).stream().map(Glob::of).toList(),
                    texts(rule.mx()).stream()
                            .flatMap(text -> PathRules.suffix(text).stream())
                            .toList());
        }

        boolean hold(Mail mail) {
            return named(rule.tenant(), mail.tenant())
                    && named(rule.pool(), mail.pool())
                    && named(rule.vmta(), mail.vmta())
                    && named(rule.route(), mail.route())
                    && (rule.domain().isEmpty() || domains.stream().anyMatch(pattern -> pattern.matches(mail.domain())))
                    && (rule.campaign().isEmpty() || campaigns.stream().anyMatch(glob -> glob.matches(mail.campaign())))
                    && (rule.mx().isEmpty() || suffixes.stream().anyMatch(suffix -> isOfAll(suffix, mail.mxHosts())));
        }

        private static boolean named(Optional<Texts> names, String name) {
            return names.isEmpty() || names.get().all().contains(name);
        }

        private static boolean isOfAll(String suffix, List<String> hosts) {
            return !hosts.isEmpty()
                    && hosts.stream().allMatch(host -> host.equals(suffix) || DomainPattern.isBelow(host, suffix));
        }

        Match match(Mail mail) {
            return new Match(
                    rule,
                    id,
                    rule.each().stream().map(each -> value(each, mail)).toList());
        }

        private static String value(LimitRule.Each each, Mail mail) {
            return switch (each) {
                case TENANT -> mail.tenant();
                case POOL -> mail.pool();
                case VMTA -> mail.vmta();
                case CAMPAIGN -> mail.campaign();
                case DOMAIN -> mail.domain();
                case SITE -> mail.site();
            };
        }
    }

    /** @param rules those that limit nothing count nothing; a pattern that cannot be read matches nothing */
    public LimitRules(List<LimitRule> rules) {
        Map<String, Integer> seen = new HashMap<>();
        for (LimitRule rule : rules) {
            if (!rule.limits()) {
                continue;
            }
            String key = rule.name()
                    .map(name -> "name=" + name)
                    .orElseGet(() -> rule.conditions() + " each=" + Written.of(rule.each()));
            int index = all.size();
            String id = key + "#" + seen.merge(key, 1, Integer::sum);
            all.add(Conditions.of(rule, id));
            byId.put(id, rule);
            if (rule.tenant().isEmpty()) {
                forAll.add(index);
            } else {
                rule.tenant().get().all().stream()
                        .distinct()
                        .forEach(tenant -> byTenant.computeIfAbsent(tenant, unused -> new ArrayList<>())
                                .add(index));
            }
        }
    }

    /** The rule of that id, as {@link Match} has it. */
    public Optional<LimitRule> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** All limits that count such mail, in the order of the rules. */
    public List<Match> matching(Mail mail) {
        if (all.isEmpty()) {
            return List.of();
        }
        var candidates = new ArrayList<Integer>(forAll);
        candidates.addAll(byTenant.getOrDefault(mail.tenant(), List.of()));
        candidates.sort(null);
        return candidates.stream()
                .map(all::get)
                .filter(conditions -> conditions.hold(mail))
                .map(conditions -> conditions.match(mail))
                .toList();
    }

    private static List<String> texts(Optional<Texts> texts) {
        return texts.map(Texts::all).orElse(List.of());
    }
}
