package veredus.api.policy;

import java.time.Duration;
import java.util.List;

/**
 * {@code dns.toml}, table {@code [dns]}.
 *
 * @param servers {@code address} or {@code address:port}; empty takes the machine's
 * @param maxMxHosts mail exchangers used of one domain; more are ignored
 */
public record DnsPolicy(
        List<String> servers,
        @Range(min = "100ms", max = "1m") @Default("3s") Duration timeout,
        @Range(min = "1", max = "10") @Default("2") int tries,
        @Range(min = "1", max = "100000") @Default("1000") int maxInFlight,

        @Range(min = "0", max = "10000000") @Default("100000")
        int cacheEntries,

        @Range(min = "1", max = "200") @Default("20") int maxMxHosts) {}
