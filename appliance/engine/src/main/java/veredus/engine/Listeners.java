package veredus.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import veredus.api.policy.ListenerPolicy;
import veredus.engine.listener.Authentication;
import veredus.engine.listener.ConnectionPermits;
import veredus.engine.listener.Listener;
import veredus.engine.listener.ListenerCounters;
import veredus.engine.listener.ReadBuffers;
import veredus.engine.policy.PolicyInForce;
import veredus.engine.reception.Reception;
import veredus.engine.reception.Rosters;
import veredus.world.World;

/** All SMTP ports of an engine, with what they share. Opened and stopped by one thread; others may look. */
final class Listeners {
    private final World world;
    private final PolicyInForce policy;
    private final ListenerCounters counters = new ListenerCounters();
    private final List<Listener> open = new CopyOnWriteArrayList<>();

    Listeners(World world, PolicyInForce policy) {
        this.world = world;
        this.policy = policy;
    }

    /**
     * Opens the ports of the policy in force.
     *
     * @param certificates where self-signed ones are kept
     * @throws IOException when one cannot be opened; those before it stay open until {@link #stop}
     */
    void open(Reception reception, Path certificates) throws IOException {
        var rooms = new Listener.Rooms(
                world,
                new Rosters(policy),
                reception,
                new Authentication(world.time(), world.chance()),
                new ConnectionPermits(),
                new ReadBuffers(),
                counters);
        var files = new Certificates(world, certificates, reception.host());
        for (ListenerPolicy listener : policy.get().listeners()) {
            Optional<Supplier<SSLEngine>> tls = files.of(listener);
            open.add(Listener.open(listener, tls, rooms));
        }
    }

    ListenerCounters counters() {
        return counters;
    }

    /** Where they listen, in the order of the policy. */
    List<InetSocketAddress> addresses() {
        return open.stream().map(Listener::address).toList();
    }

    /** Sessions open now. */
    int sessions() {
        return open.stream().mapToInt(Listener::sessions).sum();
    }

    /** Tells all idle sessions to go at once, and the others by {@code until}. */
    void stop(Instant until) throws InterruptedException {
        open.forEach(Listener::beginStop);
        for (Listener listener : open) {
            Duration left = Duration.between(world.time().now(), until);
            listener.stop(left.isNegative() ? Duration.ZERO : left);
        }
    }
}
