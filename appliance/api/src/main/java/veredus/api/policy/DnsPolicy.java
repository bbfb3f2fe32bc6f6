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
        @Default("3s") Duration timeout,
        @Default("2") int tries,
        @Default("1000") int maxInFlight,
        @Default("100000") int cacheEntries,
        @Default("20") int maxMxHosts) {}
