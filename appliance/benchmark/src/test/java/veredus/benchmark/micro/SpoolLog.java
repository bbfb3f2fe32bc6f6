package veredus.benchmark.micro;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import veredus.api.policy.ByteSize;
import veredus.api.policy.SpoolPolicy;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.spool.BodyWriter;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.engine.spool.StateChange;
import veredus.world.World;
import veredus.world.real.RealWorld;

/** Messages made durable in the spool's log, each waited for, with others at the same time; on the disk of /tmp. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@Threads(50)
public class SpoolLog {
    private static final SpoolPolicy POLICY = new SpoolPolicy(
            Optional.empty(),
            new ByteSize(64 << 20),
            2,
            new ByteSize(64 << 10),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            new ByteSize(2),
            new ByteSize(1),
            0.3);

    /** Bytes of each body. */
    @Param({"1024", "10240"})
    public int size;

    private byte[] body = {};
    private @Nullable Path directory;
    private @Nullable Spool spool;

    @Setup
    public void open() throws IOException, SpoolException {
        body = Letters.body(size);
        directory = Files.createTempDirectory("veredus-spool-");
        World world = RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));
        spool = Spool.open(world, POLICY, directory, new BodyMemory(64L << 20));
    }

    @Benchmark
    public Message storeAndSettle() throws SpoolException {
        Spool open = spool;
        if (open == null) {
            throw new IllegalStateException("the spool is not open");
        }
        MessageId id = open.newId();
        Message message;
        try (BodyWriter writer = open.newBody(id)) {
            writer.write(body, 0, body.length);
            message = open.store(Letters.envelope(id, "acme", "example.net"), writer);
        }
        open.accounted(List.of(message));
        open.commit(Delivery.allOf(message).stream().map(SpoolLog::delivered).toList());
        message.body().forget();
        return message;
    }

    private static StateChange delivered(Delivery delivery) {
        return new StateChange(
                delivery, List.of(new StateChange.Settled(0, StateChange.End.DELIVERED)), Optional.empty());
    }

    @TearDown
    public void remove() throws IOException {
        if (spool != null && directory != null) {
            spool.close();
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
