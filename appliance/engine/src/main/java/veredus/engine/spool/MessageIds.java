package veredus.engine.spool;

import java.util.concurrent.atomic.AtomicLong;
import veredus.engine.envelope.MessageId;
import veredus.world.Time;

/**
 * Message ids that only grow, also when the clock goes back: each is the time, or one more than the last where that is
 * greater. The last one stands in every segment's header, so they grow over restarts too. Safe for many threads.
 */
final class MessageIds {
    private static final int WITHIN_MILLISECOND = 15;

    private final Time time;
    private final AtomicLong last;

    MessageIds(Time time, long last) {
        this.time = time;
        this.last = new AtomicLong(last);
    }

    MessageId next() {
        long now = Math.max(0, time.now().toEpochMilli()) << WITHIN_MILLISECOND;
        return new MessageId(last.updateAndGet(before -> Math.max(before + 1, now)));
    }

    long last() {
        return last.get();
    }
}
