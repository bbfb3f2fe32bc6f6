package veredus.engine.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.PolicyTexts;
import veredus.world.Bell;
import veredus.world.World;

/**
 * Looks after the files, what is to be confirmed and how many versions there are, on one platform thread. Files count as edited once they have
 * not changed between two looks, so that half of an edit is not recorded.
 */
final class PolicyWatch implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(PolicyWatch.class);

    /** From one look at the files to the next. */
    static final Duration EVERY = Duration.ofSeconds(10);

    private final World world;
    private final Path directory;
    private final PolicyChanges changes;
    private final Bell woken;
    private volatile boolean running = true;

    private String seen = "";
    private String settled = "";

    PolicyWatch(World world, Path directory, PolicyChanges changes) {
        this.world = world;
        this.directory = directory;
        this.changes = changes;
        this.woken = world.time().bell();
    }

    @Override
    public void run() {
        try {
            while (running) {
                try {
                    look();
                } catch (IOException | RuntimeException failed) {
                    log.error("the configuration in {} cannot be looked after; trying again", directory, failed);
                }
                Duration wait = untilNext();
                if (wait.isPositive()) {
                    woken.await(wait);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration untilNext() {
        Optional<Instant> next = changes.nextTime();
        Duration left =
                next.map(until -> Duration.between(world.time().now(), until)).orElse(EVERY);
        // What could not be put back in its time is tried again with the next look.
        return left.compareTo(EVERY) > 0 || !left.isPositive() ? EVERY : left;
    }

    /** One look. */
    void look() throws IOException {
        changes.passTime();
        String stamp = PolicyTexts.stamp(directory);
        if (stamp.equals(seen) && !stamp.equals(settled) && changes.noticed()) {
            settled = stamp;
        }
        seen = stamp;
        changes.tidy();
    }

    void wake() {
        woken.ring();
    }

    void stop() {
        running = false;
        woken.ring();
    }
}
