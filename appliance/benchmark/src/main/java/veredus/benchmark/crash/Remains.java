package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import veredus.api.policy.Policy;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Recipient;
import veredus.engine.spool.QueueSummary;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.world.Time;

/** What is left in a spool that no engine has open. */
final class Remains {
    private static final int PAGE = 1_000;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Remains() {}

    /**
     * The keys of all recipients of {@link Books} that still wait.
     *
     * @throws IOException when the spool cannot be read
     */
    static Set<Long> read(Policy policy, Path directory, Time time) throws IOException, InterruptedException {
        var waiting = new HashSet<Long>();
        try (Spool spool = Spool.open(Site.world(), policy.spool(), directory, new BodyMemory(0))) {
            while (!spool.rebuilt()) {
                time.sleep(LOOK_AGAIN);
            }
            for (QueueSummary queue : spool.queues()) {
                read(spool, queue, waiting);
            }
        } catch (SpoolException unreadable) {
            throw new IOException("the spool in " + directory + " cannot be read", unreadable);
        }
        return waiting;
    }

    private static void read(Spool spool, QueueSummary queue, Set<Long> waiting) throws SpoolException {
        int skip = 0;
        List<Delivery> page = spool.peek(queue.queue(), skip, PAGE);
        while (!page.isEmpty()) {
            for (Delivery delivery : page) {
                for (Recipient recipient : delivery.pending()) {
                    waiting.add(Books.key(recipient.address().toString()));
                }
            }
            skip += page.size();
            page = spool.peek(queue.queue(), skip, PAGE);
        }
    }
}
