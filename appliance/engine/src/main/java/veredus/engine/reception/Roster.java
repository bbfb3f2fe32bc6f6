package veredus.engine.reception;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.Policy;
import veredus.api.policy.RoutingRule;
import veredus.api.policy.RoutingRules;
import veredus.api.policy.Tenant;
import veredus.api.policy.User;
import veredus.mail.address.Domain;
import veredus.mail.address.ReversePath;

/** One policy's names, to be looked up: users, tenants, pools, our own domains. Immutable. */
public final class Roster {
    private final Policy policy;
    private final Map<String, User> users = new HashMap<>();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final Set<String> pools = new HashSet<>();
    private final Set<String> localDomains = new HashSet<>();
    private final Set<String> removedFields;
    private final RoutingRules rules;
    private final Map<RoutingRule, LongAdder> matches;

    /** One whose rules are counted nowhere. */
    public Roster(Policy policy) {
        this(policy, new RuleMatches());
    }

    Roster(Policy policy, RuleMatches matches) {
        this.policy = policy;
        this.matches = matches.of(policy.rules());
        this.removedFields = Steering.removed(policy.headers());
        this.rules = new RoutingRules(policy.rules());
        policy.users().forEach(user -> users.put(user.name(), user));
        policy.tenants().forEach(tenant -> tenants.put(tenant.name(), tenant));
        policy.vmtas().forEach(vmta -> pools.add(vmta.name()));
        policy.pools().forEach(pool -> pools.add(pool.name()));
        for (String domain : policy.server().localDomains()) {
            Domain.parse(domain).ifPresent(parsed -> localDomains.add(parsed.name()));
        }
    }

    public Policy policy() {
        return policy;
    }

    /** What is decided of a message when it comes in. */
    public RoutingRules rules() {
        return rules;
    }

    /** A rule has decided on so many recipients. */
    void matched(Optional<RoutingRule> rule, int recipients) {
        rule.map(matches::get).ifPresent(count -> count.add(recipients));
    }

    /** The policy of a listener, if it still has one. */
    public Optional<ListenerPolicy> listener(String name) {
        return policy.listeners().stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst();
    }

    /** Header fields that do not go out, by lower-case name. */
    Set<String> removedFields() {
        return removedFields;
    }

    /** Whether anybody can authenticate with a password, as PLAIN and LOGIN do. */
    public boolean hasPasswords() {
        return policy.users().stream().anyMatch(user -> user.password().isPresent());
    }

    /** Whether anybody can authenticate by SCRAM-SHA-256. */
    public boolean hasScram() {
        return policy.users().stream().anyMatch(user -> user.scram().isPresent());
    }

    public Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    public Optional<Tenant> tenant(String name) {
        return Optional.ofNullable(tenants.get(name));
    }

    /** Whether a message of this sender can be anybody's mail that this client may bring. */
    public boolean maySend(Client client, ReversePath sender) {
        if (client.mayChooseTenant()) {
            return tenant(client.tenant()).isEmpty()
                    || tenants.values().stream().anyMatch(tenant -> Steering.maySend(tenant, sender));
        }
        return tenant(client.tenant())
                .map(tenant -> Steering.maySend(tenant, sender))
                .orElse(true);
    }

    /** Whether mail may name this pool or vMTA; a policy without any has but the default one. */
    public boolean hasPool(String name) {
        return pools.contains(name) || name.equals(policy.server().defaultPool());
    }

    /** Whether mail for the domain is for ourselves. */
    public boolean isLocal(Domain domain) {
        return localDomains.contains(domain.name());
    }
}
