package veredus.engine;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.queue.ScheduledQueues;
import veredus.engine.settlement.Settlement;
import veredus.engine.spool.Spool;
import veredus.world.Bell;
import veredus.world.World;

/**
 * Takes over what a stop or a crash has left in the spool. Receptions without an accounting record come first and queues
 * after them, so that no attempt is accounted for before the reception of its message (decision 4). Where the spool is
 * still being rebuilt all of this happens in the background, and new mail goes its way meanwhile.
 */
record TakeOver(Spool spool, Settlement settlement, ScheduledQueues queues, BooleanSupplier stopping) {
    private static final Logger log = LoggerFactory.getLogger(TakeOver.class);

    /** How long a start waits for what is taken over in the background. */
    private static final Duration SHORTLY = Duration.ofMillis(500);

    /** Starts the queues. What a small spool has left is theirs on return; that of a large one needs {@link #goOn}. */
    void start() {
        if (spool.rebuilt()) {
            takeOver();
        } else {
            queues.recovering();
        }
        queues.start();
    }

    /**
     * Takes over in the background what is still missing; most is there on return. To be called when mail can come in,
     * which must not wait.
     */
    void goOn(World world) {
        if (spool.rebuilt()) {
            return;
        }
        Bell done = world.time().bell();
        world.threads().startPlatform("take-over", () -> takeOverLater(done));
        try {
            boolean unused = done.await(SHORTLY);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeOver() {
        spool.unaccounted(settlement::received);
        spool.leftOver().forEach(queues::recover);
    }

    private void takeOverLater(Bell done) {
        try {
            if (spool.awaitRebuilt()) {
                takeOver();
                queues.recovered();
                log.info("what the last run has left is queued: with new mail {} deliveries", queues.queued());
            }
        } catch (IllegalStateException closed) {
            if (!stopping.getAsBoolean()) {
                throw closed;
            }
            log.info("stopped before all was taken over; the next start does it");
        } finally {
            done.ring();
        }
    }
}
