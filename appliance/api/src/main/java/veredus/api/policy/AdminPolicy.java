package veredus.api.policy;

import java.util.List;
import java.util.Optional;

/**
 * {@code admin.toml}, table {@code [admin]}: the admin API.
 *
 * @param tokenFile a file with one token per line, each {@code name sha256-of-token [role [tenant]]}; made with a
 *     first token at first start
 */
public record AdminPolicy(
        @Default("true") boolean enabled,
        @Default("127.0.0.1") String address,
        @Range(min = "1", max = "65535") @Default("8025") int port,
        Optional<String> certificate,
        Optional<String> privateKey,
        @Default("admin-tokens") String tokenFile,
        List<Cidr> allowNetworks) {}
