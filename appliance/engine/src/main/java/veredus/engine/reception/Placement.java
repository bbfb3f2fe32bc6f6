package veredus.engine.reception;

import java.util.Optional;
import veredus.api.policy.RoutingRule;
import veredus.api.policy.Tenant;
import veredus.engine.envelope.Envelope;

/**
 * How mail goes on: what is decided of a recipient at reception. The order of precedence for each of the four: a rule
 * with {@code override}, what the message names, a rule without, the tenant's pool, the default.
 *
 * @param campaign may be empty
 * @param pool a pool or a vMTA
 * @param route a named route; empty for that of each domain
 */
public record Placement(String campaign, String pool, int priority, String route) {

    /**
     * Decides.
     *
     * @param rule the one that is for this mail
     * @param tenant whose mail it is, where that is known
     */
    public static Placement of(Wishes wishes, Optional<RoutingRule> rule, Optional<Tenant> tenant, String defaultPool) {
        boolean above = rule.filter(RoutingRule::override).isPresent();
        String campaign = stronger(wishes.campaign(), rule.flatMap(RoutingRule::setCampaign), above)
                .orElse("");
        String pool = stronger(wishes.pool(), rule.flatMap(RoutingRule::setPool), above)
                .or(() -> tenant.flatMap(Tenant::pool))
                .orElse(defaultPool);
        int priority = stronger(wishes.priority(), rule.flatMap(RoutingRule::setPriority), above)
                .orElse(Envelope.USUAL_PRIORITY);
        return new Placement(
                campaign, pool, priority, rule.flatMap(RoutingRule::setRoute).orElse(""));
    }

    private static <T> Optional<T> stronger(Optional<T> wished, Optional<T> ruled, boolean ruleIsAbove) {
        return ruleIsAbove ? ruled.or(() -> wished) : wished.or(() -> ruled);
    }
}
