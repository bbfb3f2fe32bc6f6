package veredus.api.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code proxies.toml}, one table of {@code [[proxy]]}: another machine through which vMTAs send, so that receivers see
 * its addresses.
 *
 * @param host a name or an address
 * @param userName of {@link Type#SOCKS5}; goes to the proxy in clear, as RFC 1929 has it
 * @param source the address that the proxy is to send from for vMTAs that have none; empty lets SOCKS5 choose
 * @param connectLimit for reaching the proxy and all that is said to it before it connects to the receiver
 */
public record Proxy(
        String name,
        Type type,
        String host,
        @Range(min = "1", max = "65535") int port,
        Optional<String> userName,
        @Secret Optional<String> password,
        Optional<String> source,
        @Range(min = "100ms", max = "5m") @Default("10s") Duration connectLimit,
        Origin origin) {

    /** What is spoken with it. */
    public enum Type {
        /** A line before the conversation, as HAProxy reads it. */
        PROXY_V1,
        /** The same in binary. */
        PROXY_V2,
        /** RFC 1928; where an address is given, BIND to it comes before CONNECT. */
        SOCKS5
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Proxy[" + name + " " + type + " " + host + ":" + port + "]";
    }
}
