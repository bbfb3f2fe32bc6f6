package veredus.api.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What holds for one egress path when all its rules are laid over one another.
 *
 * @param maxConnections open at once on the path
 * @param connectionRamp connections opened before the first of them has delivered a message; after each success the
 *     path may open as many again
 * @param maxReady deliveries that wait in memory for the path; the rest waits in the spool's index
 * @param recipientsPerMessage RCPT commands in one transaction
 * @param backoffConnections deliveries of queues in backoff mode that are on their way at once, each on a connection
 * @param backoffRate deliveries of these queues that are let go in a time
 */
public record PathLimits(
        int maxConnections,
        Optional<Rate> connectRate,
        Optional<Rate> messageRate,
        int messagesPerConnection,
        int recipientsPerMessage,
        int connectionRamp,
        int maxReady,
        TlsMode tls,
        Duration idleLimit,
        Duration connectLimit,
        Duration greetingLimit,
        Duration ehloLimit,
        Duration mailLimit,
        Duration rcptLimit,
        Duration dataLimit,
        Duration bodyLimit,
        Duration endOfDataLimit,
        boolean pipelining,
        boolean chunking,
        int backoffConnections,
        Optional<Rate> backoffRate) {

    /** RFC 5321 4.5.3.2 where it says something. */
    public static final PathLimits DEFAULT = new PathLimits(
            20,
            Optional.empty(),
            Optional.empty(),
            1000,
            100,
            5,
            10000,
            TlsMode.OPPORTUNISTIC,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            true,
            true,
            2,
            Optional.empty());
}
