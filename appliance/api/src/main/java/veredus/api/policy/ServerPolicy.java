package veredus.api.policy;

import java.time.Duration;
import java.util.List;

/**
 * {@code server.toml}, table {@code [server]}: the engine as a whole.
 *
 * @param hostName our name in greetings, EHLO, Received and Message-ID; empty takes the machine's
 * @param dataDir where spool, state, certificates and accounting lie, unless they say otherwise; relative to the
 *     configuration directory
 * @param bodyMemory message bodies kept in memory until their first attempt ends; above it they are read from the spool
 * @param receptionMemory what all messages that are coming in may hold in buffers beyond a small one each; above it they
 *     go to the spool in smaller pieces
 * @param maxConnections inbound connections over all listeners
 * @param maxOutboundConnections outbound connections over all paths; the last quarter is for those that serve
 * @param shutdownLimit the longest a stop may take; what is in flight then is left to the next start
 * @param defaultPool the pool or vMTA of mail that names none
 * @param localDomains our own domains: mail for them is refused until something takes it (loops)
 */
public record ServerPolicy(
        @Default("") String hostName,
        @Default("var") String dataDir,
        @Range(min = "0", max = "64GiB") @Default("16MiB") ByteSize bodyMemory,

        @Range(min = "1MiB", max = "64GiB") @Default("64MiB")
        ByteSize receptionMemory,

        @Range(min = "1", max = "200000") @Default("10000") int maxConnections,
        @Range(min = "1", max = "200000") @Default("18000") int maxOutboundConnections,
        @Range(min = "1s", max = "10m") @Default("25s") Duration shutdownLimit,
        @Default("default") String defaultPool,
        List<String> localDomains) {

    /** The same with another name of our own. */
    public ServerPolicy withHostName(String name) {
        return new ServerPolicy(
                name,
                dataDir,
                bodyMemory,
                receptionMemory,
                maxConnections,
                maxOutboundConnections,
                shutdownLimit,
                defaultPool,
                localDomains);
    }
}
