package veredus.control.people;

import java.time.Instant;
import java.util.Optional;
import veredus.api.admin.ActingFor;
import veredus.api.admin.Role;

/**
 * Somebody who may sign in.
 *
 * @param tenant the only one whose queues and messages are met
 * @param hash of the password, Argon2id in its text form
 * @param secondFactor the secret of {@link Totp}; absent where the password alone is asked for
 */
public record WebUser(
        String name, Role role, Optional<String> tenant, String hash, Instant since, Optional<String> secondFactor) {

    /** As the engine is told. */
    public ActingFor person() {
        return new ActingFor(name, role, tenant);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "WebUser[" + name + "]";
    }
}
