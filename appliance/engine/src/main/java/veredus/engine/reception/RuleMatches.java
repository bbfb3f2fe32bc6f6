package veredus.engine.reception;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import veredus.api.policy.RoutingRule;

/**
 * How many recipients each routing rule has decided on since the start; for metrics. A rule keeps its count over reloads
 * as long as its conditions stay. Safe for many threads.
 */
public final class RuleMatches {
    /** Rules with a count of their own, the first ones; the others share one. */
    public static final int MOST = 500;

    static final String OTHERS = "(others)";

    private final ReentrantLock lock = new ReentrantLock();
    private volatile Map<String, LongAdder> byTitle = Map.of();

    /** The counts of a policy's rules, which are the ones that are shown from now on. */
    Map<RoutingRule, LongAdder> of(List<RoutingRule> rules) {
        // By identity: rules are compared whole otherwise, for each message.
        var counts = new IdentityHashMap<RoutingRule, LongAdder>();
        Map<String, LongAdder> titles = new LinkedHashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        lock.lock();
        try {
            Map<String, LongAdder> before = byTitle;
            for (RoutingRule rule : rules) {
                String title = titles.size() < MOST ? title(rule, seen) : OTHERS;
                counts.put(rule, titles.computeIfAbsent(title, added -> before.getOrDefault(added, new LongAdder())));
            }
            byTitle = Collections.unmodifiableMap(titles);
        } finally {
            lock.unlock();
        }
        return counts;
    }

    /** Its conditions; those that are cut off or there twice are told apart by their place. */
    private static String title(RoutingRule rule, Map<String, Integer> seen) {
        String conditions = rule.conditions();
        int place = seen.merge(conditions, 1, Integer::sum);
        return place == 1 ? conditions : conditions + " #" + place;
    }

    /** Recipients by the title of a rule, in the order of the rules; at most {@link #MOST} and one for the others. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        byTitle.forEach((title, count) -> counts.put(title, count.sum()));
        return counts;
    }
}
