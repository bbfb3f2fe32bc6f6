package veredus.engine.spool;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import veredus.api.policy.SpoolPolicy;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.world.World;

/**
 * The durable spool. The log is the truth; the index holds what rests, that is, every delivery that nobody keeps in
 * memory. All methods may be called by any thread unless they say otherwise.
 */
public final class Spool implements AutoCloseable {

    /**
     * Opens or creates the spool in {@code directory} and recovers what a crash has left.
     *
     * @throws SpoolException LOCKED when another process owns it, CORRUPT when its format is not ours
     */
    public static Spool open(World world, SpoolPolicy policy, Path directory, BodyMemory memory) throws SpoolException {
        throw new UnsupportedOperationException();
    }

    /** A new id, greater than all before it. */
    public MessageId newId() {
        throw new UnsupportedOperationException();
    }

    public Admission admission() {
        throw new UnsupportedOperationException();
    }

    public BodyWriter newBody(MessageId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Stores a message and returns when it is as durable as its envelope asks. Its deliveries are then the caller's: in
     * memory, not at rest.
     *
     * @throws SpoolException when it has not been stored; the client must not get a 250
     */
    public Message store(Envelope envelope, BodyWriter body) throws SpoolException {
        throw new UnsupportedOperationException();
    }

    /** Makes changes durable, all in one sync; returns when they are. */
    public void commit(List<StateChange> changes) throws SpoolException {
        throw new UnsupportedOperationException();
    }

    /**
     * Notes that the accounting records of the reception of these messages are safe; durable with the next commit. It
     * names them, since others may have been stored meanwhile whose records nobody has written yet.
     */
    public void accounted(Collection<Message> messages) {
        throw new UnsupportedOperationException();
    }

    /** Lets a delivery go from memory: it rests in the index until somebody takes it. Does not wait. */
    public void rest(Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    /** Takes at most {@code max} resting deliveries of {@code queue} that are due at {@code until}, earliest first. */
    public List<Delivery> take(QueueName queue, Instant until, int max) throws SpoolException {
        throw new UnsupportedOperationException();
    }

    /** When the earliest delivery that rests in {@code queue} is due. */
    public Optional<Instant> earliestDue(QueueName queue) {
        throw new UnsupportedOperationException();
    }

    /** All queues that have something at rest; at start, everything that was queued. */
    public List<QueueSummary> queues() {
        throw new UnsupportedOperationException();
    }

    /** Messages not named by {@link #accounted} before a crash: their reception may be unaccounted. */
    public void unaccounted(Consumer<Message> each) {
        throw new UnsupportedOperationException();
    }

    /** A message that is not settled, with its deliveries, also those that are not at rest. */
    public Optional<StoredMessage> find(MessageId id) throws SpoolException {
        throw new UnsupportedOperationException();
    }

    /** Resting deliveries of {@code queue} in the order of their due times, from the {@code skip}-th on; not taken. */
    public List<Delivery> peek(QueueName queue, int skip, int max) throws SpoolException {
        throw new UnsupportedOperationException();
    }

    public BodyReader read(Message message) throws SpoolException {
        throw new UnsupportedOperationException();
    }

    /** Stops cleanly: what its owners have not brought to rest is found again at the next start. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
