package veredus.engine.admin;

import java.util.Optional;
import veredus.api.admin.ActingFor;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.Role;
import veredus.api.client.Endpoint;

/**
 * Who asks.
 *
 * @param name of the token
 * @param tenant the only one whose queues and messages it meets
 */
record Caller(String name, Role role, Optional<String> tenant) {
    /** Somebody without a token, at a path that needs none. */
    static final Caller NOBODY = new Caller("-", Role.VIEWER, Optional.empty());

    /**
     * Refuses what the role or the tenant does not let the caller do.
     *
     * @throws AdminRefusal 403
     */
    void require(Endpoint endpoint) {
        if (endpoint.role().filter(needed -> !role.includes(needed)).isPresent()) {
            throw new AdminRefusal(
                    403,
                    "not with this role",
                    "it needs a token with the role " + endpoint.role().orElseThrow());
        }
        if (tenant.isPresent() && endpoint.role().isPresent() && endpoint.reach() == Endpoint.Reach.ENGINE) {
            throw new AdminRefusal(
                    403, "not for one tenant", "it concerns the engine as a whole; this token is confined to a tenant");
        }
    }

    /**
     * The same caller with the rights of a person for whom it asks.
     *
     * @throws AdminRefusal 403 where the caller may not do everything itself
     */
    Caller actingFor(ActingFor person) {
        if (role != Role.ADMIN || tenant.isPresent()) {
            throw new AdminRefusal(
                    403,
                    "not for others",
                    ActingFor.HEADER + " needs the token of an admin who is confined to no tenant");
        }
        return new Caller(person.name() + " via " + name, person.role(), person.tenant());
    }

    boolean mayMeet(String ofTenant) {
        return tenant.isEmpty() || tenant.get().equals(ofTenant);
    }

    /**
     * The filter within the caller's tenant. One that means nothing goes on meaning nothing.
     *
     * @throws AdminRefusal 403 when it names another tenant
     */
    QueueFilter confined(QueueFilter filter) {
        if (tenant.isEmpty() || filter.isEmpty()) {
            return filter;
        }
        if (filter.tenant().filter(named -> !mayMeet(named)).isPresent()) {
            throw new AdminRefusal(403, "another tenant", "this token is confined to one tenant");
        }
        return filter.within(tenant);
    }

    /** For searches, where a filter without conditions means everything. */
    QueueFilter confinedSearch(QueueFilter filter) {
        return tenant.isPresent() && filter.isEmpty() ? filter.within(tenant) : confined(filter);
    }
}
