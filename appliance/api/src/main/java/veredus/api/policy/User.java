package veredus.api.policy;

import java.util.Optional;

/**
 * {@code users.toml}, one table of {@code [[user]]}: who may submit mail by SMTP AUTH.
 *
 * @param password an Argon2id hash as {@code veredus password} prints it, for PLAIN and LOGIN
 * @param scram the SCRAM-SHA-256 verifier (RFC 5803 form), for SCRAM; without it that user cannot use SCRAM
 */
public record User(
        String name,
        String tenant,
        @Secret Optional<String> password,
        @Secret Optional<String> scram,
        Origin origin) {
    /** Without the secrets. */
    @Override
    public String toString() {
        return "User[" + name + ", tenant " + tenant + "]";
    }
}
