package veredus.engine;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.queue.ScheduledQueues;
import veredus.engine.settlement.Settlement;
import veredus.engine.spool.Spool;
import veredus.world.Threads;

/**
 * Takes over what a stop or a crash has left in the spool. Receptions without an accounting record come first and queues
 * after them, so that no attempt is accounted for before the reception of its message (decision 4). Where the spool is
 * still being rebuilt all of this happens in the background, and new mail goes its way meanwhile.
 */
record TakeOver(Spool spool, Settlement settlement, ScheduledQueues queues, BooleanSupplier stopping) {
    private static final Logger log = LoggerFactory.getLogger(TakeOver.class);

    /** Starts the queues. What a small spool has left is theirs on return; that of a large one needs {@link #goOn}. */
    void start() {
        if (spool.rebuilt()) {
            takeOver();
        } else {
            queues.recovering();
        }
        queues.start();
    }

    /** Takes over in the background what is still missing. To be called when mail can come in, which must not wait. */
    void goOn(Threads threads) {
        if (!spool.rebuilt()) {
            threads.startPlatform("take-over", this::takeOverLater);
        }
    }

    private void takeOver() {
        spool.unaccounted(settlement::received);
        spool.leftOver().forEach(queues::recover);
    }

    private void takeOverLater() {
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
        }
    }
}
