package veredus.engine.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;

/**
 * Mail accepted as {@code MEMORY}: not in the log, for as long as it is in the engine's memory. Its bytes are held here,
 * within the same bound as other bodies, until it is settled or must rest and is written. Safe for many threads.
 */
final class MemoryMail {
    private static final long UNBOUNDED = Long.MAX_VALUE / 2;

    private final BodyMemory memory;
    private final Map<MessageId, Held> held = new ConcurrentHashMap<>();

    /** One message; {@code lock} guards its deliveries. */
    static final class Held {
        final ReentrantLock lock = new ReentrantLock();
        final Message message;
        final byte[] bytes;
        final Map<Integer, Delivery> deliveries = new TreeMap<>();

        private Held(Message message, byte[] bytes) {
            this.message = message;
            this.bytes = bytes;
            Delivery.allOf(message).forEach(delivery -> deliveries.put(delivery.number(), delivery));
        }
    }

    MemoryMail(BodyMemory memory) {
        this.memory = memory;
    }

    /** Takes the message; empty when there is no room for it, and it must go to the log. */
    Optional<Message> store(Envelope envelope, byte[] bytes, boolean needsStuffing) {
        if (!memory.reserve(bytes.length)) {
            return Optional.empty();
        }
        // Reserved once, here; the engine may forget its view of the bytes and the spool still has them.
        var message = new Message(envelope, Body.kept(bytes, needsStuffing, new BodyMemory(UNBOUNDED)), 0);
        held.put(envelope.id(), new Held(message, bytes));
        return Optional.of(message);
    }

    Optional<Held> find(MessageId id) {
        return held.isEmpty() ? Optional.empty() : Optional.ofNullable(held.get(id));
    }

    List<Held> all() {
        return new ArrayList<>(held.values());
    }

    /** Follows a change; answers false when the message is not here. */
    boolean change(StateChange change) {
        Held found = held.get(change.before().message().id());
        if (found == null) {
            return false;
        }
        found.lock.lock();
        try {
            if (!held.containsKey(found.message.id())) {
                return false;
            }
            change.remaining()
                    .ifPresentOrElse(
                            left -> found.deliveries.put(left.number(), left),
                            () -> found.deliveries.remove(change.before().number()));
            if (found.deliveries.isEmpty()) {
                release(found);
            }
            return true;
        } finally {
            found.lock.unlock();
        }
    }

    /** It is settled, or in the log. */
    void release(Held gone) {
        if (held.remove(gone.message.id()) != null) {
            memory.release(gone.bytes.length);
        }
    }
}
