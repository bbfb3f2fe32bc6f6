package veredus.api.policy;

import java.util.List;
import java.util.Optional;

/**
 * {@code vmtas.toml}, one table of {@code [[vmta]]}: one sending identity.
 *
 * @param addresses source addresses, used in turn, of this machine or of the proxy's; empty lets it choose
 * @param ehlo our name in EHLO; empty takes the server's
 * @param proxy the {@link Proxy} that it sends through; empty sends from this machine
 */
public record VirtualMta(
        String name,
        List<String> addresses,
        Optional<String> ehlo,
        @Default("IPV4_THEN_IPV6") IpFamily ipFamily,
        Optional<String> proxy,
        @Default("true") boolean enabled,
        Origin origin) {

    /** Which addresses of a mail exchanger are tried, and in which order. */
    public enum IpFamily {
        IPV4_THEN_IPV6,
        IPV6_THEN_IPV4,
        IPV4_ONLY,
        IPV6_ONLY
    }
}
