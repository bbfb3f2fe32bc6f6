package veredus.engine.admin;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import veredus.engine.delivery.TraceDelivery;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.listener.ListenerCounters;
import veredus.engine.policy.PolicyChanges;
import veredus.engine.policy.PolicyInForce;
import veredus.engine.proxy.Proxies;
import veredus.engine.queue.ReadyQueues;
import veredus.engine.queue.ScheduledQueues;
import veredus.engine.settlement.Settlement;
import veredus.engine.spool.Spool;
import veredus.world.World;

/**
 * What the admin API looks into and acts on.
 *
 * @param version of the engine, for people
 * @param started when the engine did
 * @param dataDir where tokens and pauses are kept
 * @param configuration the directory that a reload reads; empty where the engine was not started from one
 * @param changes changes the policy; empty where there is no such directory or its history cannot be opened
 * @param inboundSessions open now
 * @param listening whether mail can come in: all listeners are open and the engine is not stopping
 */
public record AdminRooms(
        World world,
        String version,
        String hostName,
        Instant started,
        Path dataDir,
        Optional<Path> configuration,
        PolicyInForce policy,
        Optional<PolicyChanges> changes,
        Spool spool,
        Settlement settlement,
        ScheduledQueues queues,
        ReadyQueues readyQueues,
        Proxies proxies,
        BodyMemory bodyMemory,
        ListenerCounters reception,
        TraceDelivery traces,
        IntSupplier inboundSessions,
        BooleanSupplier listening) {}
