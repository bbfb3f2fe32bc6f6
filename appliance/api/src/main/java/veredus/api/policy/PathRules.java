package veredus.api.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shaping rules of a policy, indexed: what limits hold for an egress path, and why. Rules are laid over one another
 * in their order; each rule is filed under the narrowest of its conditions (domain, then exchanger, then vMTA), so that
 * a look-up touches few of thousands. Immutable; results are for the caller to keep.
 */
public final class PathRules {
    private final List<PathRule> rules;
    private final Map<String, List<Integer>> byDomain = new HashMap<>();
    private final Map<String, List<Integer>> byParent = new HashMap<>();
    private final Map<String, List<Integer>> byExchanger = new HashMap<>();
    private final Map<String, List<Integer>> byVmta = new HashMap<>();
    private final List<Integer> forAll = new ArrayList<>();

    /**
     * One limit of a path.
     *
     * @param key as in the file
     * @param value in force, as in the file; {@code unlimited} for a rate that nobody sets
     * @param origin where it was set
     * @param overrides what it overrides, latest first; the built-in default is the last
     */
    public record Explained(String key, String value, Origin origin, List<Setting> overrides) {
        public Explained {
            overrides = List.copyOf(overrides);
        }
    }

    /** A value that a rule, or the built-in default, gives to a limit. */
    public record Setting(String value, Origin origin) {}

    /**
     * Indexes the rules.
     *
     * @param rules in their order: a later one overrides; one whose patterns cannot be read never matches
     */
    public PathRules(List<PathRule> rules) {
        this.rules = List.copyOf(rules);
        for (int i = 0; i < this.rules.size(); i++) {
            file(this.rules.get(i), i);
        }
    }

    /** The limits that {@code rules} give to one path; for many paths keep a {@link PathRules}. */
    public static PathLimits limits(List<PathRule> rules, String domain, List<String> mxHosts, String vmta) {
        return new PathRules(rules).limits(domain, mxHosts, vmta);
    }

    /**
     * The limits of one path.
     *
     * @param domain the recipients' domain, in its normal form
     * @param mxHosts the site's mail exchangers, in lower case without final dot; may be empty
     */
    public PathLimits limits(String domain, List<String> mxHosts, String vmta) {
        PathLimits limits = PathLimits.DEFAULT;
        for (int index : matching(domain, mxHosts, vmta)) {
            limits = lay(rules.get(index), limits);
        }
        return limits;
    }

    /** Each limit of one path with its history, in the order of {@link PathLimits}. */
    public List<Explained> explain(String domain, List<String> mxHosts, String vmta) {
        List<Integer> matching = matching(domain, mxHosts, vmta);
        var explained = new ArrayList<Explained>();
        for (Limit limit : Limit.ALL) {
            var settings = new ArrayList<Setting>();
            settings.add(new Setting(limit.preset(), Origin.BUILT_IN));
            for (int index : matching) {
                PathRule rule = rules.get(index);
                limit.value(rule)
                        .ifPresent(value -> settings.addFirst(
                                new Setting(value, rule.origins().getOrDefault(limit.key(), rule.origin()))));
            }
            Setting inForce = settings.removeFirst();
            explained.add(new Explained(limit.key(), inForce.value(), inForce.origin(), settings));
        }
        return explained;
    }

    /** The host name that {@code mx} is the end of, without a leading dot or {@code *.}; empty where it is none. */
    static Optional<String> suffix(String mx) {
        String bare = mx.startsWith("*.") ? mx.substring(2) : mx.startsWith(".") ? mx.substring(1) : mx;
        return DomainPattern.domain(bare).filter(name -> !name.startsWith("["));
    }

    private void file(PathRule rule, int index) {
        Optional<DomainPattern> domain = rule.domain().flatMap(DomainPattern::parse);
        Optional<String> exchanger = rule.mx().flatMap(PathRules::suffix);
        if ((domain.isEmpty() && rule.domain().isPresent())
                || (exchanger.isEmpty() && rule.mx().isPresent())) {
            return;
        }
        DomainPattern pattern = domain.orElse(DomainPattern.EVERYTHING);
        switch (pattern.kind()) {
            case EXACT -> add(byDomain, pattern.name(), index);
            case SUBDOMAINS -> add(byParent, pattern.name(), index);
            case ANY -> {
                if (exchanger.isPresent()) {
                    add(byExchanger, exchanger.get(), index);
                } else if (rule.vmta().isPresent() && !rule.vmta().get().equals("*")) {
                    add(byVmta, rule.vmta().get(), index);
                } else {
                    forAll.add(index);
                }
            }
        }
    }

    private static void add(Map<String, List<Integer>> map, String key, int index) {
        map.computeIfAbsent(key, unused -> new ArrayList<>()).add(index);
    }

    /** The places of the rules that match, in their order. */
    private List<Integer> matching(String domain, List<String> mxHosts, String vmta) {
        var candidates = new ArrayList<Integer>(forAll);
        candidates.addAll(byDomain.getOrDefault(domain, List.of()));
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            candidates.addAll(byParent.getOrDefault(domain.substring(dot + 1), List.of()));
        }
        if (!mxHosts.isEmpty()) {
            // All exchangers must have the suffix, so the first one must.
            String first = mxHosts.getFirst();
            candidates.addAll(byExchanger.getOrDefault(first, List.of()));
            for (int dot = first.indexOf('.'); dot >= 0; dot = first.indexOf('.', dot + 1)) {
                candidates.addAll(byExchanger.getOrDefault(first.substring(dot + 1), List.of()));
            }
        }
        candidates.addAll(byVmta.getOrDefault(vmta, List.of()));
        candidates.removeIf(index -> !rest(rules.get(index), mxHosts, vmta));
        candidates.sort(null);
        return candidates;
    }

    /** The conditions that the index has not settled. */
    private static boolean rest(PathRule rule, List<String> mxHosts, String vmta) {
        if (rule.vmta().isPresent()
                && !rule.vmta().get().equals("*")
                && !rule.vmta().get().equals(vmta)) {
            return false;
        }
        if (rule.mx().isEmpty()) {
            return true;
        }
        Optional<String> suffix = suffix(rule.mx().get());
        return suffix.isPresent()
                && !mxHosts.isEmpty()
                && mxHosts.stream()
                        .allMatch(host -> host.equals(suffix.get()) || DomainPattern.isBelow(host, suffix.get()));
    }

    private static PathLimits lay(PathRule rule, PathLimits under) {
        return new PathLimits(
                rule.maxConnections().orElse(under.maxConnections()),
                rate(rule.connectRate(), under.connectRate()),
                rate(rule.messageRate(), under.messageRate()),
                rule.messagesPerConnection().orElse(under.messagesPerConnection()),
                rule.recipientsPerMessage().orElse(under.recipientsPerMessage()),
                rule.connectionRamp().orElse(under.connectionRamp()),
                rule.maxReady().orElse(under.maxReady()),
                rule.tls().orElse(under.tls()),
                rule.idleLimit().orElse(under.idleLimit()),
                rule.connectLimit().orElse(under.connectLimit()),
                rule.greetingLimit().orElse(under.greetingLimit()),
                rule.ehloLimit().orElse(under.ehloLimit()),
                rule.mailLimit().orElse(under.mailLimit()),
                rule.rcptLimit().orElse(under.rcptLimit()),
                rule.dataLimit().orElse(under.dataLimit()),
                rule.bodyLimit().orElse(under.bodyLimit()),
                rule.endOfDataLimit().orElse(under.endOfDataLimit()),
                rule.pipelining().orElse(under.pipelining()),
                rule.chunking().orElse(under.chunking()),
                rule.backoffConnections().orElse(under.backoffConnections()),
                rate(rule.backoffRate(), under.backoffRate()));
    }

    private static Optional<Rate> rate(Optional<Rate> set, Optional<Rate> under) {
        return set.isPresent() ? set.filter(rate -> !rate.isUnlimited()) : under;
    }
}
