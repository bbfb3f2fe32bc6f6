package veredus.api.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code admin.toml}, table {@code [admin]}: the admin API.
 *
 * @param tokenFile a file with one token per line, each {@code name sha256-of-token [role [tenant]]}; made with a
 *     first token at first start
 * @param auditKeep files of the audit log without a younger record are deleted; zero keeps them
 * @param auditKeepSize the oldest of them are deleted while all but the youngest are together larger; zero sets no bound
 * @param policyVersions versions of the configuration that are kept; now and then there are a tenth more
 */
public record AdminPolicy(
        @Default("true") boolean enabled,
        @Default("127.0.0.1") String address,
        @Range(min = "1", max = "65535") @Default("8025") int port,
        Optional<String> certificate,
        Optional<String> privateKey,
        @Default("admin-tokens") String tokenFile,
        List<Cidr> allowNetworks,
        @Range(min = "0s", max = "3660d") @Default("0s") Duration auditKeep,

        @Range(min = "0", max = "1024TiB") @Default("320MiB")
        ByteSize auditKeepSize,

        @Range(min = "10", max = "1000000") @Default("10000")
        int policyVersions) {}
