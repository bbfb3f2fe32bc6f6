package veredus.engine.spool;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import veredus.engine.envelope.Message;

/**
 * The messages in the log whose receptions are not yet accounted for. From them follows the checkpoint: up to which
 * sequence all receptions are. Messages are stored and accounted for at the same time by different threads, so "the last
 * one stored" would be too far. Any thread; {@code lock} guards all fields. As long as what is owed, which the hand-over
 * to the accounting bounds.
 */
final class Receptions {
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Owed> bySequence = new TreeMap<>();
    private final Map<Long, Long> sequences = new HashMap<>();
    private Checkpoint checkpoint;
    private Checkpoint last;
    private boolean recovered;

    private record Owed(long id, long location) {}

    /** All receptions up to {@code sequence} are accounted, and so all in segments before {@code segment}. */
    record Checkpoint(long sequence, int segment) {}

    Receptions(long accountedSequence) {
        this.checkpoint = new Checkpoint(accountedSequence, 0);
        this.last = checkpoint;
    }

    /** A message has come into the log; those of one log in the order of their sequences. */
    void stored(long id, long sequence, long location) {
        lock.lock();
        try {
            add(id, sequence, location);
            last = new Checkpoint(sequence, LogFormat.segmentOf(location));
        } finally {
            lock.unlock();
        }
    }

    /** The sequence of the last message that was stored; the checkpoint before there was one. */
    long lastStored() {
        lock.lock();
        try {
            return last.sequence();
        } finally {
            lock.unlock();
        }
    }

    /** What an earlier run has left unaccounted. Before this is known no checkpoint moves. */
    void recovered(List<Replay.Reception> unaccounted) {
        lock.lock();
        try {
            unaccounted.forEach(each -> add(each.id(), each.sequence(), each.location()));
            recovered = true;
        } finally {
            lock.unlock();
        }
    }

    private void add(long id, long sequence, long location) {
        bySequence.put(sequence, new Owed(id, location));
        sequences.put(id, sequence);
    }

    /** The receptions of {@code messages} are accounted for: answers how far all are. */
    Checkpoint accounted(Collection<Message> messages) {
        lock.lock();
        try {
            for (Message message : messages) {
                Long sequence = sequences.remove(message.id().value());
                if (sequence != null) {
                    bySequence.remove(sequence);
                }
            }
            if (recovered) {
                Map.Entry<Long, Owed> first = bySequence.firstEntry();
                checkpoint = first == null
                        ? last
                        : new Checkpoint(
                                first.getKey() - 1,
                                LogFormat.segmentOf(first.getValue().location()));
            }
            return checkpoint;
        } finally {
            lock.unlock();
        }
    }
}
