package veredus.api.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code listeners.toml}, one table of {@code [[listener]]}: one SMTP port.
 *
 * @param relayNetworks clients that may relay without authentication
 * @param allowNetworks clients that may connect at all; empty means all
 * @param proxyNetworks load balancers whose PROXY header (v1, v2) is believed, and required
 * @param xclientNetworks clients whose XCLIENT is believed
 * @param authWithoutTls whether AUTH is offered in clear
 * @param requireAuth whether MAIL needs AUTH even from relay networks
 * @param requireTls whether MAIL needs TLS
 * @param tenant the tenant of mail from relay networks on this listener
 * @param bareLineEnds what happens to bare CR or LF in DATA; only {@link BareLineEnds#REFUSE} is safe for strangers
 */
public record ListenerPolicy(
        @Default("smtp") String name,
        @Default("127.0.0.1") String address,
        @Range(min = "1", max = "65535") @Default("2525") int port,
        @Default("STARTTLS") Tls tls,
        Optional<String> certificate,
        Optional<String> privateKey,
        List<Cidr> relayNetworks,
        List<Cidr> allowNetworks,
        List<Cidr> proxyNetworks,
        List<Cidr> xclientNetworks,
        @Default("false") boolean authWithoutTls,
        @Default("false") boolean requireAuth,
        @Default("false") boolean requireTls,
        @Default("default") String tenant,
        @Default("DURABLE") Durability durability,
        @Range(min = "1", max = "200000") @Default("5000") int maxConnections,
        @Range(min = "1", max = "200000") @Default("200") int maxConnectionsPerClient,
        @Range(min = "8", max = "32") @Default("32") int clientPrefixIpv4,
        @Range(min = "16", max = "128") @Default("64") int clientPrefixIpv6,
        @Range(min = "0", max = "1000000000") @Default("0") int maxMessagesPerConnection,
        @Range(min = "1", max = "100000") @Default("1000") int maxRecipients,
        @Range(min = "1KiB", max = "2GiB") @Default("50MiB") ByteSize maxMessageSize,

        @Range(min = "1KiB", max = "16MiB") @Default("128KiB")
        ByteSize maxHeaderSize,

        @Range(min = "10", max = "100000") @Default("1000") int maxHeaders,
        @Range(min = "1", max = "1000") @Default("50") int maxHops,
        @Range(min = "998", max = "1000000") @Default("998") int maxLineLength,
        @Range(min = "1", max = "1000000") @Default("100") int maxJunkCommands,
        @Range(min = "1", max = "1000000") @Default("10") int maxErrors,
        @Range(min = "1", max = "1000") @Default("3") int maxAuthFailures,
        @Range(min = "1s", max = "1h") @Default("5m") Duration idleLimit,
        @Range(min = "10s", max = "7d") @Default("1h") Duration sessionLimit,
        @Range(min = "1s", max = "10m") @Default("30s") Duration handshakeLimit,

        @Range(min = "0", max = "1000000000") @Default("500")
        int minDataRate,

        @Default("REFUSE") BareLineEnds bareLineEnds,
        @Default("Veredus ESMTP") String banner,
        Origin origin) {

    /** The largest header: as configured, and never more than a whole message may have. */
    public ByteSize headerLimit() {
        return maxHeaderSize.bytes() <= maxMessageSize.bytes() ? maxHeaderSize : maxMessageSize;
    }

    /** How TLS starts on a port. */
    public enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /** What happens to a CR or LF that stands alone in DATA. */
    public enum BareLineEnds {
        REFUSE,
        /** Turned into CRLF; for named local injectors only. */
        NORMALIZE
    }
}
