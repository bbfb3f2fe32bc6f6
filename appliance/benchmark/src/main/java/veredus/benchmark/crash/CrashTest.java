package veredus.benchmark.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.simulator.peer.SmtpSink;
import veredus.world.Time;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/**
 * Kills an engine over and over while it works as hard as it can, lets the last one finish, and compares the books of
 * both sides. The engine is a process of its own ({@link ChildEngine}); the ledger, the load and the receiving sites
 * live in this one, which is never killed. Run by one thread.
 */
public final class CrashTest {
    /** The longest a life under load lasts. */
    private static final int LONGEST_LIFE_MILLIS = 2_000;

    private static final int SHORTEST_LIFE_MILLIS = 200;

    /** The longest that a kill during a start waits. */
    private static final int START_MILLIS = 1_200;

    /** Nothing has arrived for so long: all that can be delivered is. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Plan plan;
    private final Consumer<String> progress;
    private final Time time = new RealTime();
    private final Books books = new Books(time);
    private final Random random;
    private final List<Long> kills = new ArrayList<>();
    private final List<Traffic> traffics = new ArrayList<>();
    private Duration slowestStart = Duration.ZERO;
    private int stops;
    private int failedStarts;

    /**
     * What to do.
     *
     * @param directory must not exist or be empty; everything of the run is in it
     * @param seed of the moments; the rest of the world is not to be repeated
     * @param layers disks laid over the child's, see {@link ChildEngine}; {@code lossy} makes each kill a power cut
     * @param durability of the listener; anything but {@code durable} breaks the guarantee
     * @param window how long before a kill a delivery may have happened and still be repeated
     */
    public record Plan(Path directory, int kills, long seed, List<String> layers, String durability, Duration window) {
        /** The state interval of the spool, and what a small machine that is far too busy may need for two syncs. */
        public static final Duration WINDOW = Duration.ofSeconds(2);

        public Plan {
            layers = List.copyOf(layers);
        }

        /** The usual one. */
        public static Plan of(Path directory, int kills, long seed) {
            return new Plan(directory, kills, seed, List.of(), "durable", WINDOW);
        }
    }

    /** @param progress is given a line now and then */
    public CrashTest(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        this.random = new Random(plan.seed());
    }

    /** Does it all. */
    public CrashReport run() throws IOException, InterruptedException {
        long began = time.nanos();
        try (SmtpSink sink = SmtpSink.start(Site.providers(), 0, time, new RealChance(), Optional.empty(), books)) {
            int port = freePort();
            Path configuration = plan.directory().resolve("conf");
            Path data = plan.directory().resolve("data");
            Files.createDirectories(data);
            Site.configure(configuration, port, sink.port(), plan.durability());
            Policy policy = policy(configuration);
            var birth = new Child.Birth(
                    PackedClassPath.into(plan.directory()),
                    configuration,
                    data,
                    plan.layers(),
                    List.of(),
                    plan.directory().resolve("child.log"));
            var engine = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            Path foreign = plan.directory().resolve("foreign");
            Remains.read(policy, foreign, time);
            var meddling = new Meddling(data.resolve("spool"), plan.directory(), foreign, random);
            firstLife(birth);
            while (kills.size() < plan.kills() && failedStarts == 0) {
                live(birth, engine, meddling);
            }
            drain(birth);
            for (Traffic traffic : traffics) {
                traffic.join();
            }
            Set<Long> queued = failedStarts > 0 ? Set.of() : Remains.read(policy, data.resolve("spool"), time);
            Accounts accounts = Accounts.read(data.resolve("accounting"));
            var checker = new Checker(books, accounts, queued, kills, plan.window());
            return checker.check(stops, failedStarts, slowestStart, Duration.ofNanos(time.nanos() - began));
        }
    }

    /** A life without load and with a clean end, which also leaves the archive that lets the others start fast. */
    private void firstLife(Child.Birth birth) throws IOException, InterruptedException {
        Child child = Child.start(birth, time);
        if (isReady(child, birth) && !child.stop()) {
            failed("the engine did not stop cleanly", birth);
        }
        slowestStart = Duration.ZERO;
    }

    /** One life and its end: seven in ten under load, one while it starts, one right after, one in ten stops cleanly. */
    private void live(Child.Birth birth, InetSocketAddress engine, Meddling meddling)
            throws IOException, InterruptedException {
        int fate = random.nextInt(10);
        Child child = Child.start(birth, time);
        if (fate == 0) {
            time.sleep(Duration.ofMillis(random.nextInt(START_MILLIS)));
            kill(child, "during its start");
            meddling.meddle();
            return;
        }
        if (!isReady(child, birth)) {
            return;
        }
        Traffic traffic = Traffic.start(engine, books, time);
        traffics.add(traffic);
        boolean early = fate == 1;
        int millis = early
                ? random.nextInt(SHORTEST_LIFE_MILLIS)
                : random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS);
        time.sleep(Duration.ofMillis(millis));
        if (fate == 2) {
            traffic.stop();
            stops++;
            if (!child.stop()) {
                failed("the engine did not stop cleanly", birth);
            }
            meddling.keep();
        } else {
            kill(child, "after " + millis + " ms");
            traffic.stop();
        }
        if (fate <= 4) {
            progress.accept("snapshot: " + meddling.meddle());
        }
    }

    private boolean isReady(Child child, Child.Birth birth) throws InterruptedException {
        Duration took = child.awaitReady();
        if (took.isNegative()) {
            child.kill();
            failed("the engine did not start", birth);
            return false;
        }
        slowestStart = took.compareTo(slowestStart) > 0 ? took : slowestStart;
        return true;
    }

    private void failed(String what, Child.Birth birth) {
        failedStarts++;
        progress.accept(what + ":\n" + Child.lastWords(birth.log()));
    }

    private void kill(Child child, String when) throws InterruptedException {
        child.kill();
        kills.add(time.nanos());
        progress.accept("kill " + kills.size() + " of " + plan.kills() + " " + when + ": " + books.acknowledged()
                + " acknowledged, " + books.arrived() + " arrived");
    }

    /** A last life without load, until nothing arrives any more. */
    private void drain(Child.Birth birth) throws IOException, InterruptedException {
        Child child = Child.start(birth, time);
        if (!isReady(child, birth)) {
            return;
        }
        long limit = time.nanos() + DRAIN_LIMIT.toNanos();
        long last = -1;
        long since = time.nanos();
        while (time.nanos() < limit && time.nanos() - since < QUIET.toNanos()) {
            time.sleep(LOOK_AGAIN);
            long arrived = books.arrived();
            if (arrived != last) {
                last = arrived;
                since = time.nanos();
            }
        }
        if (!child.stop()) {
            failed("the engine did not stop cleanly", birth);
        }
    }

    private static Policy policy(Path directory) throws IOException {
        return switch (PolicyReader.read(directory)) {
            case PolicyReading.Accepted accepted -> accepted.policy();
            case PolicyReading.Refused refused -> throw new IOException("not a configuration: " + refused.problems());
        };
    }

    /** A port that was free a moment ago. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no port is free", none);
        }
    }
}
