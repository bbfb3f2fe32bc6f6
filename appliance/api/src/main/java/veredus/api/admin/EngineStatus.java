package veredus.api.admin;

import java.time.Instant;

/**
 * The engine at a glance: {@code GET /v1/status}. Counters run from the start of the engine and count recipients, but
 * for {@code accepted}, which counts messages, and {@code queued}.
 *
 * @param queued deliveries that are not settled
 * @param queues that have mail
 * @param queuesInBackoff queues whose mail goes slowly by order of an operator
 * @param bodyMemoryBytes message bodies in memory, out of {@code bodyMemoryBoundBytes}
 * @param policyLoaded when the configuration in force was read
 * @param policy which version that is, and whether the files on disk differ
 * @param admission whether new mail is taken
 */
public record EngineStatus(
        String version,
        String hostName,
        Instant started,
        long uptimeSeconds,
        long accepted,
        long delivered,
        long deferred,
        long bounced,
        long queued,
        long queues,
        long queuesInBackoff,
        long inboundConnections,
        long outboundConnections,
        long bodyMemoryBytes,
        long bodyMemoryBoundBytes,
        long spoolFreeBytes,
        Instant policyLoaded,
        PolicyState policy,
        Admission admission) {

    /** Whether new mail is taken. */
    public enum Admission {
        OPEN,
        /** Little disk is left: answered 452. */
        SOFT_LIMIT,
        /** No disk is left, or the spool has failed: answered 451. */
        HARD_LIMIT,
        /** The engine is stopping. */
        STOPPING
    }
}
