package veredus.engine.reception;

import java.util.function.Supplier;
import veredus.api.policy.Policy;

/** The roster of the policy in force, made once for each policy. Safe for many threads. */
public final class Rosters {
    private final Supplier<Policy> policies;
    private final RuleMatches matches;
    private volatile Roster latest;

    /** @param matches where it is counted which rules match */
    public Rosters(Supplier<Policy> policies, RuleMatches matches) {
        this.policies = policies;
        this.matches = matches;
        this.latest = new Roster(policies.get(), matches);
    }

    /** To be taken once for a connection or a message and used to its end. */
    public Roster current() {
        Roster known = latest;
        Policy inForce = policies.get();
        // Identity on purpose: a policy is immutable, and comparing two of them by value would cost more than a roster.
        if (isSame(known.policy(), inForce)) {
            return known;
        }
        var made = new Roster(inForce, matches);
        latest = made;
        return made;
    }

    @SuppressWarnings("ReferenceEquality") // see above
    private static boolean isSame(Policy one, Policy other) {
        return one == other;
    }
}
