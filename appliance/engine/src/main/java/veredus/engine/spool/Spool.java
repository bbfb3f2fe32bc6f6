package veredus.engine.spool;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import veredus.api.policy.Durability;
import veredus.api.policy.SpoolPolicy;
import veredus.engine.envelope.ArrivalMemory;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.engine.spool.SpoolException.Reason;
import veredus.mail.address.Domain;
import veredus.world.World;

/**
 * The durable spool. The log is the truth; the index holds what rests, that is, every delivery that nobody keeps in
 * memory. All methods may be called by any thread unless they say otherwise.
 */
public final class Spool implements AutoCloseable {
    private final SpoolRooms rooms;
    private final BodyMemory memory;
    private final MemoryMail memoryMail;
    private final StoredMessages stored;
    private final Resting resting;

    private Spool(SpoolRooms rooms, BodyMemory memory) {
        this.rooms = rooms;
        this.memory = memory;
        this.memoryMail = new MemoryMail(memory);
        this.stored = new StoredMessages(rooms, memoryMail);
        this.resting = new Resting(rooms, memoryMail, stored);
    }

    /**
     * Opens or creates the spool in {@code directory} and recovers what a crash has left. Returns within about a
     * second. A small one is then complete; a large one takes new mail, and is rebuilt once {@link #awaitRebuilt} asks for
     * that, so that a start can open its ports first.
     *
     * @throws SpoolException LOCKED when another process owns it, CORRUPT when its format is not ours
     */
    public static Spool open(World world, SpoolPolicy policy, Path directory, BodyMemory memory) throws SpoolException {
        return new Spool(SpoolRooms.open(world, policy, directory), memory);
    }

    /** A new id, greater than all before it. */
    public MessageId newId() {
        return rooms.ids().next();
    }

    public Admission admission() {
        return rooms.space().admission();
    }

    /** Whether everything that was queued at the last stop can be seen; until then {@link #take} gives nothing. */
    public boolean rebuilt() {
        return rooms.rebuilt();
    }

    /** Begins to rebuild what is not complete and waits until that has ended; answers whether all is there, which it is not after a stop or a failure. */
    public boolean awaitRebuilt() {
        return rooms.awaitRebuilt();
    }

    /** Why the rebuilding has ended before all was there: until a restart that is in the files but not in the queues. */
    public Optional<SpoolException> rebuildFailure() {
        return rooms.rebuildFailure();
    }

    /** Files of the log that the disk did not give whole at the start; what was in them is missing until a start can read it. */
    public int unreadSegments() {
        return rooms.catalogue().unreadSegments();
    }

    /** How far the rebuilding is, from 0 to 1. */
    public double rebuildProgress() {
        return rooms.rebuildProgress();
    }

    public BodyWriter newBody(MessageId id) {
        return newBody(id, ArrivalMemory.unbounded());
    }

    /** Takes what the message needs while it comes in from {@code memory}. */
    public BodyWriter newBody(MessageId id, ArrivalMemory memory) {
        return new BodyWriter(this, id, memory, rooms.inlineBytes(), rooms.chunkBytes());
    }

    /**
     * Stores a message and returns when it is as durable as its envelope asks. Its deliveries are then the caller's: in
     * memory, not at rest.
     *
     * @throws SpoolException when it has not been stored; the client must not get a 250
     */
    public Message store(Envelope envelope, BodyWriter body) throws SpoolException {
        if (admission() == Admission.HARD_LIMIT) {
            throw new SpoolException(Reason.FULL, "the disk is full or failing; see the log");
        }
        List<Domain> domains = Delivery.domainsOf(envelope);
        if (domains.size() >= LiveTable.MAX_DELIVERIES) {
            throw new SpoolException(Reason.FAILED, "too many deliveries: " + domains.size());
        }
        Message message = body.isLarge() ? storeLarge(envelope, domains, body) : storeInline(envelope, domains, body);
        body.stored();
        return message;
    }

    private Message storeInline(Envelope envelope, List<Domain> domains, BodyWriter body) throws SpoolException {
        byte[] bytes = body.bytes();
        boolean stuffing = body.needsStuffing();
        if (envelope.durability() == Durability.MEMORY) {
            Optional<Message> kept = memoryMail.store(envelope, bytes, stuffing);
            if (kept.isPresent()) {
                return kept.get();
            }
        }
        var record = new MessageRecord(envelope, bytes.length, stuffing, 0, domains, Pieces.NONE, false, List.of());
        var effect = new Effect.Stored(envelope.id().value(), domains.size(), Pieces.NONE);
        var waiting = new Waiting(LogFormat.MESSAGE, syncOf(envelope), effect, record.write(), bytes, bytes.length);
        rooms.write(waiting);
        return new Message(envelope, Body.kept(bytes, stuffing, memory), waiting.location);
    }

    private Message storeLarge(Envelope envelope, List<Domain> domains, BodyWriter body) throws SpoolException {
        var chunks = body.finish();
        boolean stuffing = body.needsStuffing();
        var record = new MessageRecord(envelope, body.sizeBytes(), stuffing, 0, domains, chunks, false, List.of());
        var effect = new Effect.Stored(envelope.id().value(), domains.size(), chunks);
        var waiting = new Waiting(LogFormat.MESSAGE, Waiting.Sync.NOW, effect, record.write());
        rooms.write(waiting);
        return new Message(envelope, Body.inLog(body.sizeBytes(), stuffing), waiting.location);
    }

    private static Waiting.Sync syncOf(Envelope envelope) {
        return envelope.durability() == Durability.DURABLE ? Waiting.Sync.NOW : Waiting.Sync.SOON;
    }

    /** Makes changes durable, all in one sync; returns when they are. */
    public void commit(List<StateChange> changes) throws SpoolException {
        var logged = new ArrayList<StateChange>(changes.size());
        for (StateChange change : changes) {
            if (!memoryMail.change(change)) {
                logged.add(change);
            }
        }
        var records = new ArrayList<Waiting>();
        for (int from = 0; from < logged.size(); from += StatesRecord.MAX_CHANGES) {
            int to = Math.min(logged.size(), from + StatesRecord.MAX_CHANGES);
            Waiting record = states(logged.subList(from, to));
            rooms.log().submit(record);
            records.add(record);
        }
        for (Waiting record : records) {
            record.await();
        }
    }

    /**
     * Gives deliveries another queue, durably when this returns; all else of them stays, and they stay the caller's.
     *
     * @return the same in the other queue
     * @throws SpoolException when they are, as far as this run goes, where they were; the next start may find them moved
     */
    public List<Delivery> move(List<Delivery> deliveries, QueueName to) throws SpoolException {
        return restate(deliveries, delivery -> delivery.in(to));
    }

    /**
     * Makes deliveries more or less urgent, like {@link #move}; all else of them stays, and they stay the caller's.
     *
     * @param priority 0 (first) to 9 (last)
     * @return the same with that priority
     * @throws SpoolException when they are, as far as this run goes, as they were; the next start may find them changed
     */
    public List<Delivery> prioritize(List<Delivery> deliveries, int priority) throws SpoolException {
        return restate(deliveries, delivery -> delivery.prioritized(priority));
    }

    private List<Delivery> restate(List<Delivery> deliveries, UnaryOperator<Delivery> change) throws SpoolException {
        List<Delivery> changed = deliveries.stream().map(change).toList();
        var changes = new ArrayList<StateChange>(deliveries.size());
        for (int i = 0; i < changed.size(); i++) {
            changes.add(new StateChange(deliveries.get(i), List.of(), Optional.of(changed.get(i))));
        }
        commit(changes);
        return changed;
    }

    /**
     * Forgets messages that were stored but that nobody has been told of, since not all of their submission could be
     * kept. Their deliveries are still the caller's.
     *
     * @throws SpoolException when they may come back at the next start
     */
    public void takeBack(List<Message> messages) throws SpoolException {
        var changes = new ArrayList<StateChange>();
        for (Message message : messages) {
            for (Delivery delivery : Delivery.allOf(message)) {
                var ended = delivery.pending().stream()
                        .map(recipient -> new StateChange.Settled(recipient.number(), StateChange.End.DELETED))
                        .toList();
                changes.add(new StateChange(delivery, ended, Optional.empty()));
            }
        }
        commit(changes);
    }

    private Waiting states(List<StateChange> changes) {
        var written = new ArrayList<StatesRecord.Change>(changes.size());
        for (StateChange change : changes) {
            written.add(new StatesRecord.Change(
                    change.before().message().id().value(),
                    change.before().number(),
                    change.settled(),
                    change.remaining().map(DeliveryState::of)));
        }
        return new Waiting(
                LogFormat.STATES, Waiting.Sync.NOW, new Effect.Changed(written), StatesRecord.write(written));
    }

    /**
     * Notes that the accounting records of the reception of these messages are safe; durable with the next commit. It
     * names them, since others may have been stored meanwhile whose records nobody has written yet.
     */
    public void accounted(Collection<Message> messages) {
        rooms.accounted(messages);
    }

    /**
     * Lets a delivery go from memory: it rests in the index until somebody takes it. Waits for no sync. A message that
     * was in memory only is written to the log by this.
     */
    public void rest(Delivery delivery) {
        resting.rest(delivery);
    }

    /** Takes at most {@code max} resting deliveries of {@code queue} that are due at {@code until}, earliest first. */
    public List<Delivery> take(QueueName queue, Instant until, int max) throws SpoolException {
        return resting.take(queue, until, max);
    }

    /** When the earliest delivery that rests in {@code queue} is due. */
    public Optional<Instant> earliestDue(QueueName queue) {
        return resting.earliestDue(queue);
    }

    /** All queues that have something at rest; at start, everything that was queued. */
    public List<QueueSummary> queues() {
        return resting.queues();
    }

    /**
     * What earlier runs have left at rest, counted without the mail that has come since the start, once it can be seen;
     * answered only once.
     */
    public List<QueueSummary> leftOver() {
        return resting.leftOver();
    }

    /**
     * Messages that no {@link #accounted} has named before a crash: their reception may be unaccounted. Waits until
     * the log has been read.
     */
    public void unaccounted(Consumer<Message> each) {
        rooms.unaccounted(each);
    }

    /** A message that is not settled, with its deliveries, also those that are not at rest. */
    public Optional<StoredMessage> find(MessageId id) throws SpoolException {
        return stored.find(id);
    }

    /** Resting deliveries of {@code queue} in the order of their due times, from the {@code skip}-th on; not taken. */
    public List<Delivery> peek(QueueName queue, int skip, int max) throws SpoolException {
        return resting.peek(queue, skip, max);
    }

    /** Takes one delivery, if it rests. */
    public Optional<Delivery> take(MessageId id, int number) throws SpoolException {
        return resting.take(id, number);
    }

    /** Whether a delivery rests in the index; false when somebody has it in memory, or it is settled. */
    public boolean rests(MessageId id, int number) {
        return resting.rests(id, number);
    }

    /** What rests in {@code queue} behind {@code from}, at most {@code max}; not taken. */
    public RestingPage page(QueueName queue, RestingPosition from, int max) throws SpoolException {
        return resting.page(queue, from, max);
    }

    /** Of which messages the same page is made, without reading the log. */
    public RestingIds ids(QueueName queue, RestingPosition from, int max) {
        return resting.ids(queue, from, max);
    }

    /** What rests in {@code queue}, without reading the log; the details from the {@code among} earliest. */
    public QueueAtRest atRest(QueueName queue, Instant now, int among) {
        return resting.atRest(queue, now, among);
    }

    /** Deliveries at rest in {@code queue}; cheaper than {@link #atRest}. */
    public long resting(QueueName queue) {
        return resting.count(queue);
    }

    /** Deliveries at rest in all queues. */
    public long resting() {
        return resting.count();
    }

    /** Bytes that were free on the disk of the spool when it was last looked at, at most about a second ago. */
    public long freeBytes() {
        return rooms.space().freeBytes();
    }

    /** Segments of the log on the disk, without the spare ones. */
    public int segments() {
        return rooms.segments();
    }

    /** Bytes of these that hold records. */
    public long logBytes() {
        return rooms.logBytes();
    }

    /** Bytes of the disk of the spool in all; 0 when it cannot be told. Reads the file system: from platform threads. */
    public long diskBytes() {
        return rooms.space().diskBytes();
    }

    public BodyReader read(Message message) throws SpoolException {
        byte[] bytes = message.body().inMemory();
        if (bytes != null) {
            return new BodyReader(number -> number == 0 ? bytes : null);
        }
        Optional<MemoryMail.Held> held = memoryMail.find(message.id());
        if (held.isPresent()) {
            return new BodyReader(number -> number == 0 ? held.get().bytes : null);
        }
        return new BodyReader(number -> rooms.piece(message, number));
    }

    /** Stops cleanly: what its owners have not brought to rest is found again at the next start. */
    @Override
    public void close() {
        rooms.close(resting::restAll);
    }

    SpoolLog log() {
        return rooms.log();
    }

    /** Lets go of the pieces of a message that is not going to be stored. */
    void abandon(Pieces pieces) {
        rooms.abandon(pieces);
    }
}
