package veredus.engine.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each routing rule of the policy in force has matched; of those that are gone nothing is told. Its owner sees
 * that one thread at a time is here.
 */
final class RuleMetrics {
    private final AdminRooms rooms;
    private final MeterRegistry registry;
    private final Map<String, Meter> registered = new LinkedHashMap<>();
    private Map<String, Long> counts = Map.of();

    RuleMetrics(AdminRooms rooms, MeterRegistry registry) {
        this.rooms = rooms;
        this.registry = registry;
    }

    /** Takes the numbers of this moment. */
    void read() {
        counts = rooms.reception().ruleMatches().counts();
        registered.entrySet().removeIf(one -> {
            boolean isGone = !counts.containsKey(one.getKey());
            if (isGone) {
                registry.remove(one.getValue());
            }
            return isGone;
        });
        counts.keySet().forEach(title -> registered.computeIfAbsent(title, this::counter));
    }

    private Meter counter(String title) {
        return FunctionCounter.builder("veredus.policy.rule.matches", this, metrics -> metrics.count(title))
                .description("Recipients that a routing rule has decided on")
                .tag("rule", title)
                .register(registry);
    }

    private double count(String title) {
        return counts.getOrDefault(title, 0L);
    }
}
