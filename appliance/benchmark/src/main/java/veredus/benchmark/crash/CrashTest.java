package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Kills an engine over and over while it works as hard as it can, lets the last one finish, and compares the books of
 * both sides. The engine is a process of its own ({@link ChildEngine}); the ledger, the load and the receiving sites
 * live in this one, which is never killed. Run by one thread.
 */
public final class CrashTest {
    /** How long a life under load goes on after its first 250. */
    private static final int LONGEST_LIFE_MILLIS = 2_000;

    private static final int SHORTEST_LIFE_MILLIS = 100;

    /** The longest that a kill during a start waits. */
    private static final int START_MILLIS = 1_500;

    private static final Duration FIRST_MAIL_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Plan plan;
    private final Consumer<String> progress;
    private final Random random;
    private final List<Long> kills = new ArrayList<>();
    private final List<Traffic> traffics = new ArrayList<>();

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

        /** The same for a machine that is slower or busier than usual. */
        public Plan withWindow(Duration other) {
            return new Plan(directory, kills, seed, layers, durability, other);
        }

        /** The same, and each kill also loses what was not forced to the disk. */
        public Plan withPowerCuts() {
            return new Plan(directory, kills, seed, List.of("lossy"), durability, window);
        }
    }

    /** @param progress is given a line now and then */
    public CrashTest(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        this.random = new Random(plan.seed());
    }

    /**
     * Does it all.
     *
     * @throws IOException when the directory or a port cannot be had, or the spool cannot be read at the end
     */
    public CrashReport run() throws IOException, InterruptedException {
        try (var ground = new Ground(plan.directory(), plan.durability(), progress)) {
            var meddling = new Meddling(ground.spool(), plan.directory(), ground.foreignSpool(), random);
            firstLife(ground);
            while (kills.size() < plan.kills() && !ground.hasFailed()) {
                live(ground, meddling);
            }
            ground.drain();
            for (Traffic traffic : traffics) {
                traffic.join();
            }
            return ground.check(kills, plan.window());
        }
    }

    /** A life without load and with a clean end, which also leaves the archive that lets the others start fast. */
    private void firstLife(Ground ground) throws IOException, InterruptedException {
        Child child = ground.start(plan.layers(), List.of());
        if (ground.isReady(child)) {
            ground.stop(child);
        }
    }

    /** One life and its end: of ten, one is killed while it starts, one right after, one stops cleanly, seven work. */
    private void live(Ground ground, Meddling meddling) throws IOException, InterruptedException {
        int fate = random.nextInt(10);
        int startMillis = random.nextInt(START_MILLIS);
        int lifeMillis = random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS);
        Child child = ground.start(plan.layers(), List.of());
        if (fate == 0) {
            ground.time.sleep(Duration.ofMillis(startMillis));
            kill(ground, child, startMillis + " ms into its start");
        } else if (ground.isReady(child)) {
            Traffic traffic = Traffic.start(ground.engine(), ground.books, ground.time);
            traffics.add(traffic);
            if (fate == 1) {
                ground.time.sleep(Duration.ofMillis(random.nextInt(SHORTEST_LIFE_MILLIS)));
            } else {
                awaitFirstMail(ground);
                ground.time.sleep(Duration.ofMillis(lifeMillis));
            }
            if (fate == 2) {
                traffic.stop();
                ground.stop(child);
                meddling.keep();
            } else {
                kill(ground, child, fate == 1 ? "right after its start" : lifeMillis + " ms after its first 250");
                traffic.stop();
            }
        }
        if (fate <= 4) {
            progress.accept("snapshot: " + meddling.meddle());
        }
    }

    private static void awaitFirstMail(Ground ground) throws InterruptedException {
        long before = ground.books.acknowledged();
        long limit = ground.time.nanos() + FIRST_MAIL_LIMIT.toNanos();
        while (ground.books.acknowledged() == before && ground.time.nanos() < limit) {
            ground.time.sleep(LOOK_AGAIN);
        }
    }

    private void kill(Ground ground, Child child, String when) throws InterruptedException {
        child.kill();
        kills.add(ground.time.nanos());
        progress.accept("kill " + kills.size() + " of " + plan.kills() + ", " + when + ": "
                + ground.books.acknowledged() + " acknowledged, " + ground.books.arrived() + " arrived");
    }
}
