package veredus.api.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code secrets.toml}, table {@code [secrets]}: the store that references {@code vault:PATH#KEY} lead to, HashiCorp
 * Vault or OpenBao with a key-value engine of version 2.
 *
 * @param vaultUrl such as {@code https://vault.example.com:8200}; empty: there is none
 * @param vaultMount where the engine is mounted
 * @param vaultCa certificates that are trusted instead of the machine's
 * @param vaultLimit for all questions of one reading together; where no clock is at hand, for each of them
 * @param vaultCache how long an answer is good for further readings
 */
public record SecretsPolicy(
        Optional<String> vaultUrl,
        @Secret Optional<String> vaultToken,
        Optional<String> vaultNamespace,
        @Default("secret") String vaultMount,
        Optional<String> vaultCa,
        @Range(min = "100ms", max = "1m") @Default("10s") Duration vaultLimit,
        @Range(min = "0s", max = "1d") @Default("30s") Duration vaultCache) {

    /** Without the token. */
    @Override
    public String toString() {
        return "SecretsPolicy[" + vaultUrl.orElse("none") + "]";
    }
}
