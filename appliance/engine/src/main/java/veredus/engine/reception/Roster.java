package veredus.engine.reception;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.Policy;
import veredus.api.policy.Tenant;
import veredus.api.policy.User;
import veredus.mail.address.Domain;

/** One policy's names, to be looked up: users, tenants, pools, our own domains. Immutable. */
public final class Roster {
    private final Policy policy;
    private final Map<String, User> users = new HashMap<>();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final Set<String> pools = new HashSet<>();
    private final Set<String> localDomains = new HashSet<>();

    public Roster(Policy policy) {
        this.policy = policy;
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

    public List<ListenerPolicy> listeners() {
        return policy.listeners();
    }

    public Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    public Optional<Tenant> tenant(String name) {
        return Optional.ofNullable(tenants.get(name));
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
