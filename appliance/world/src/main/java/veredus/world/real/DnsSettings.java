package veredus.world.real;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Whom to ask, and how patiently.
 *
 * @param resolvers recursive DNS servers, asked in this order; at least one, at most {@link #RESOLVERS_MAX}
 * @param timeouts how long to wait for each resolver, one entry per round through the list; at least one, at most
 *     {@link #ROUNDS_MAX}. The sum times the number of resolvers is the longest that a look-up can take.
 * @param queriesInFlight look-ups that may be on the wire at once; others wait for their turn
 * @param cacheEntries answers remembered per record type
 */
public record DnsSettings(
        List<InetSocketAddress> resolvers, List<Duration> timeouts, int queriesInFlight, int cacheEntries) {
    public static final int RESOLVERS_MAX = 3;
    public static final int ROUNDS_MAX = 4;
    private static final List<Duration> DEFAULT_TIMEOUTS = List.of(Duration.ofSeconds(2), Duration.ofSeconds(4));
    private static final int DEFAULT_QUERIES_IN_FLIGHT = 1_000;
    private static final int DEFAULT_CACHE_ENTRIES = 100_000;

    public DnsSettings {
        resolvers = List.copyOf(resolvers);
        timeouts = List.copyOf(timeouts);
        if (resolvers.isEmpty() || resolvers.size() > RESOLVERS_MAX) {
            throw new IllegalArgumentException("Name 1 to " + RESOLVERS_MAX + " DNS resolvers, not " + resolvers);
        }
        if (resolvers.stream().anyMatch(InetSocketAddress::isUnresolved)) {
            throw new IllegalArgumentException("DNS resolvers are named by address, not by name: " + resolvers);
        }
        if (timeouts.isEmpty()
                || timeouts.size() > ROUNDS_MAX
                || timeouts.stream().anyMatch(t -> !t.isPositive())) {
            throw new IllegalArgumentException("Name 1 to " + ROUNDS_MAX + " DNS timeouts above 0, not " + timeouts);
        }
        if (queriesInFlight < 1 || cacheEntries < 1) {
            throw new IllegalArgumentException("DNS queries in flight and cache entries start at 1");
        }
    }

    /** The defaults: two rounds of 2 and 4 seconds, 1,000 queries in flight, 100,000 answers of each type. */
    public static DnsSettings asking(List<InetSocketAddress> resolvers) {
        return new DnsSettings(resolvers, DEFAULT_TIMEOUTS, DEFAULT_QUERIES_IN_FLIGHT, DEFAULT_CACHE_ENTRIES);
    }
}
