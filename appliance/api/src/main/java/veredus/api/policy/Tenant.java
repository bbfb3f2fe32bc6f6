package veredus.api.policy;

import java.util.List;
import java.util.Optional;

/**
 * {@code tenants.toml}, one table of {@code [[tenant]]}: one customer or department.
 *
 * @param pool the pool or vMTA of its mail, before the server's default
 * @param pools the pools and vMTAs that it may ask for; empty means all
 * @param senderDomains the domains that its MAIL FROM may have; empty means all
 */
public record Tenant(
        String name,
        Optional<String> pool,
        List<String> pools,
        List<String> senderDomains,
        Optional<Durability> durability,
        Origin origin) {

    /** Whether its mail may be sent by that pool or vMTA. */
    public boolean mayUse(String poolOrVmta) {
        return pools.isEmpty()
                || pools.contains(poolOrVmta)
                || pool.filter(poolOrVmta::equals).isPresent();
    }
}
