package veredus.engine.queue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import veredus.api.policy.ByteSize;
import veredus.api.policy.PathLimits;
import veredus.api.policy.SpoolPolicy;
import veredus.engine.HandClock;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.Policies;
import veredus.engine.egress.Resolution;
import veredus.engine.egress.SiteName;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.Samples;
import veredus.engine.outcome.Outcome;
import veredus.engine.shaping.ConnectionBudget;
import veredus.engine.spool.BodyWriter;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Domain;
import veredus.world.Threads;
import veredus.world.World;
import veredus.world.real.RealWorld;

/**
 * Queues over a real spool, with a clock that the test moves and everything around them in the test's hand. Dispatchers
 * are not started: the test finds in {@link #starts} where one was wanted.
 */
final class QueueHouse implements AutoCloseable {
    static final Duration LIFE = Duration.ofDays(5);

    final HandClock clock = new HandClock();
    final Spool spool;
    final ConnectionBudget connections;
    final Threads threads;
    final ReadyQueues readyQueues;
    final ScheduledQueues queues;
    final LinkedBlockingQueue<ReadyQueue> starts = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Outcome.NotTried> untried = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Domain> asked = new LinkedBlockingQueue<>();
    volatile Function<Domain, Resolution> resolver = QueueHouse::host;
    volatile String vmta = "v1";
    volatile PathLimits limits = PathLimits.DEFAULT;

    QueueHouse(Path directory) throws SpoolException {
        this(directory, 50_000, 100);
    }

    QueueHouse(Path directory, int activeBound, int connectionBound) throws SpoolException {
        World real = RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));
        spool = Spool.open(real, spoolPolicy(), directory.resolve("spool"), new BodyMemory(1 << 20));
        var world = new World(clock, real.chance(), real.threads(), real.network(), real.dns(), real.disk());
        threads = real.threads();
        connections = new ConnectionBudget(connectionBound);
        readyQueues =
                new ReadyQueues(world, (domain, exchangers, path) -> limits, activeBound, connections, starts::add);
        queues = new ScheduledQueues(
                world,
                spool,
                (domain, route) -> {
                    asked.add(domain);
                    return resolver.apply(domain);
                },
                (pool, salt) -> vmta.isEmpty() ? Optional.empty() : Optional.of(Policies.vmta(vmta)),
                readyQueues,
                (delivery, outcome) -> untried.add(outcome),
                delivery -> delivery.message().envelope().received().plus(LIFE));
        queues.start();
    }

    private static SpoolPolicy spoolPolicy() {
        var mebibyte = new ByteSize(1 << 20);
        return new SpoolPolicy(
                Optional.empty(),
                mebibyte,
                1,
                new ByteSize(64 << 10),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                new ByteSize(2),
                new ByteSize(1),
                0.3);
    }

    static Resolution host(Domain domain) {
        return new Resolution.Hosts(
                new SiteName(domain.name()),
                List.of(new MailExchanger(10, "mx." + domain.name(), 25)),
                Optional.empty(),
                Instant.MAX);
    }

    /** Stores and admits a message to each of {@code recipients}. */
    Message admit(String tenant, String... recipients) throws SpoolException {
        Envelope sample = Samples.envelope(tenant, "", Envelope.USUAL_PRIORITY, recipients);
        try (BodyWriter body = spool.newBody(sample.id())) {
            body.write(new byte[] {'h', 'i', '\r', '\n'}, 0, 4);
            Message message = spool.store(sample, body);
            queues.admit(message);
            return message;
        }
    }

    /** The path for which a dispatcher is wanted next; it has its permits. */
    ReadyQueue nextStart() throws InterruptedException {
        return starts.take();
    }

    /** The same, letting time pass until it comes. */
    ReadyQueue laterStart() {
        ReadyQueue start = starts.poll();
        while (start == null) {
            clock.pass(Duration.ofSeconds(1));
            start = starts.poll();
        }
        return start;
    }

    ScheduledQueue queueOf(Delivery delivery) {
        return queues.find(delivery.queue()).orElseThrow();
    }

    ReadyQueue path(Domain domain) {
        return readyQueues.of(vmta, (Resolution.Hosts) host(domain), domain);
    }

    @Override
    public void close() {
        queues.stop();
        spool.close();
    }
}
