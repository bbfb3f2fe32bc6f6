package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.engine.Engine;
import veredus.engine.spool.SpoolException;
import veredus.world.real.RealWorld;

/**
 * An engine in a process of its own. Arguments: configuration, data. Answers {@code stats} with its counters,
 * {@code gc} with the same after a collection, {@code stop} with the end.
 */
final class EngineChild {
    private EngineChild() {}

    public static void main(String[] arguments) throws IOException, SpoolException {
        PrintStream answers = System.out;
        // Whatever else prints shall not disturb the conversation.
        System.setOut(System.err);
        long began = System.nanoTime();
        Path configuration = Path.of(arguments[0]);
        Policy policy = read(configuration);
        var world = RealWorld.open(resolvers(policy));
        var engine = Engine.start(world, policy, Path.of(arguments[1]), configuration);
        long ready = System.nanoTime();
        answers.println("port=" + engine.addresses().getFirst().getPort() + " startNanos=" + (ready - began));
        var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null && !line.equals("stop"); line = questions.readLine()) {
            if (line.equals("gc")) {
                System.gc();
            }
            answers.println(stats(engine));
        }
        engine.close();
        System.exit(0);
    }

    private static Policy read(Path configuration) throws IOException {
        return switch (PolicyReader.read(configuration, Set.of())) {
            case PolicyReading.Accepted accepted -> accepted.policy();
            case PolicyReading.Refused refused -> throw new IOException("the policy is wrong: " + refused.problems());
        };
    }

    private static List<InetSocketAddress> resolvers(Policy policy) throws IOException {
        var resolvers = new ArrayList<InetSocketAddress>();
        for (String server : policy.dns().servers()) {
            int colon = server.lastIndexOf(':');
            resolvers.add(new InetSocketAddress(
                    InetAddress.getByName(server.substring(0, colon)), Integer.parseInt(server.substring(colon + 1))));
        }
        return resolvers;
    }

    private static String stats(Engine engine) {
        var counters = engine.deliveryCounters();
        var listeners = engine.receptionCounters();
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long collecting = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(bean -> Math.max(0, bean.getCollectionTime()))
                .sum();
        return "heap=" + heap.getUsed()
                + " heapCommitted=" + heap.getCommitted()
                + " heapPeak=" + peak()
                + " gcMillis=" + collecting
                + " accepted=" + listeners.acceptedMessages()
                + " connections=" + listeners.connections()
                + " delivered=" + counters.delivered()
                + " deferred=" + counters.deferred()
                + " bounced=" + counters.bounced()
                + " queued=" + engine.queues().queued()
                + " queues=" + engine.queues().all().size()
                + " paths=" + engine.readyQueues().all().size()
                + " active=" + engine.readyQueues().activeDeliveries()
                + " open=" + engine.readyQueues().openConnections()
                + " bodyMemory=" + engine.bodyMemory().usedBytes()
                + " rebuilt=" + (engine.spool().rebuilt() ? 1 : 0);
    }

    /** The most that each heap pool held, before it was collected, added up. */
    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
