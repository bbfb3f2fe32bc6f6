package veredus.engine.queue;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What an operator is told of a queue's past: why the last delivery waits, and the last replies and failures.
 *
 * <p>Not safe for many threads: its owner guards it.
 */
final class QueueHistory {
    /** Replies and failures that are remembered. */
    static final int RECENT = 10;

    private final ArrayDeque<String> recent = new ArrayDeque<>(0);
    private InsertReason lastReason = InsertReason.RECEIVED;

    /** A delivery waits for {@code reason}; {@code status} is what was last heard of it, empty when nothing was. */
    void note(InsertReason reason, String status) {
        lastReason = reason;
        if (status.isEmpty() || status.equals(recent.peekFirst())) {
            return;
        }
        recent.addFirst(status);
        if (recent.size() > RECENT) {
            recent.removeLast();
        }
    }

    InsertReason lastReason() {
        return lastReason;
    }

    /** Latest first; equal ones in a row are one. */
    List<String> recent() {
        return List.copyOf(recent);
    }

    /** The latest; empty when there was none. */
    String latest() {
        return recent.isEmpty() ? "" : recent.getFirst();
    }
}
