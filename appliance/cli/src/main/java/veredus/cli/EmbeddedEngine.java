package veredus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.Policy;
import veredus.engine.Engine;
import veredus.engine.spool.SpoolException;
import veredus.world.World;
import veredus.world.real.RealWorld;
import veredus.world.real.SystemResolvers;

/** Starts engines in this process. */
final class EmbeddedEngine {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);
    private static final int DNS_PORT = 53;

    private EmbeddedEngine() {}

    /**
     * Starts one with the configuration in {@code configuration}.
     *
     * @throws CommandFailure when the configuration cannot be used
     * @throws IOException when a port, a directory or the spool cannot be had
     */
    static Engine start(Path configuration, Path data, PrintWriter err) throws IOException {
        ConfigurationDirectory.mend(configuration, err);
        Policy policy = ConfigurationDirectory.read(configuration, Set.of(), err);
        World world = RealWorld.open(resolvers(policy));
        try {
            return Engine.start(world, policy, data, configuration);
        } catch (SpoolException unusable) {
            throw new IOException("the spool in " + data + " cannot be used", unusable);
        }
    }

    /**
     * Says that it is ready, waits for the signal to stop, and stops it. A stop that was asked for and went well is a
     * success: the exit code is then 0, not the 128 + signal that the JVM gives of itself and that systemd and container
     * runtimes take for a failure.
     */
    static void serve(Engine engine, PrintWriter out) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(engine), "stop"));
        engine.addresses().forEach(address -> out.println("listening on " + address));
        out.flush();
        new CountDownLatch(1).await();
    }

    private static void stop(Engine engine) {
        int code = ExitCode.FAILED;
        try {
            engine.close();
            code = ExitCode.OK;
        } catch (RuntimeException bug) {
            LOG.error("the engine did not stop cleanly; what it holds is in the spool", bug);
        } finally {
            System.out.flush();
            System.err.flush();
            // Within a shutdown the exit code can be set in no other way. Nothing else of ours hooks into it.
            Runtime.getRuntime().halt(code);
        }
    }

    /** The DNS servers that a policy names, or the machine's. */
    static List<InetSocketAddress> resolvers(Policy policy) throws IOException {
        if (policy.dns().servers().isEmpty()) {
            return SystemResolvers.read();
        }
        var resolvers = new ArrayList<InetSocketAddress>();
        for (String server : policy.dns().servers()) {
            boolean hasPort =
                    server.indexOf(':') == server.lastIndexOf(':') && server.contains(":") || server.contains("]:");
            resolvers.add(
                    hasPort
                            ? new Endpoint().convert(server)
                            : new InetSocketAddress(InetAddress.getAllByName(server)[0], DNS_PORT));
        }
        return resolvers;
    }
}
