package veredus.engine.reception;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.envelope.ArrivalMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.spool.Admission;
import veredus.engine.spool.BodyWriter;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Domain;
import veredus.mail.smtp.Reply;
import veredus.world.Time;

/**
 * Takes messages in. A message counts as ours at the instant {@link Spool#store} returns; nobody is told so before, and
 * nothing that fails after it takes it back.
 *
 * <p>Safe for many threads; each {@link Incoming} belongs to one.
 */
public final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final Spool spool;
    private final Time time;
    private final Hooks hooks;
    private final Intake intake;
    private final Domain host;
    private final ArrivalMemory memory;

    /**
     * All that a reception needs.
     *
     * @param host our own name, in trace fields and message ids
     * @param memory shared by all messages that are coming in
     */
    public Reception(Spool spool, Time time, Hooks hooks, Intake intake, Domain host, ArrivalMemory memory) {
        this.spool = spool;
        this.time = time;
        this.hooks = hooks;
        this.intake = intake;
        this.host = host;
        this.memory = memory;
    }

    /** Whether there is room for new mail. */
    public Admission admission() {
        return spool.admission();
    }

    public Hooks hooks() {
        return hooks;
    }

    /** Our own name. */
    public Domain host() {
        return host;
    }

    /** Begins a message; the submission has all its recipients. */
    public Incoming begin(Submission submission) {
        return new Incoming(this, submission, spool.newId(), time.now());
    }

    ArrivalMemory memory() {
        return memory;
    }

    BodyWriter newBody(MessageId id) {
        return spool.newBody(id, memory);
    }

    /** An id for a further message that one submission becomes. */
    MessageId newId() {
        return spool.newId();
    }

    /**
     * Stores all of what a submission has become, or none of it.
     *
     * @param bodies one for each envelope
     */
    Receipt store(List<Envelope> envelopes, List<BodyWriter> bodies) {
        for (Envelope envelope : envelopes) {
            var stopped = hooks.message(envelope);
            if (stopped.isPresent()) {
                return new Receipt.Refused(stopped.get());
            }
        }
        var messages = new ArrayList<Message>(envelopes.size());
        for (int i = 0; i < envelopes.size(); i++) {
            try {
                messages.add(spool.store(envelopes.get(i), bodies.get(i)));
            } catch (SpoolException failed) {
                takeBack(messages);
                return new Receipt.Refused(replyTo(failed, envelopes.get(i).id()));
            }
        }
        messages.forEach(this::passOn);
        return new Receipt.Stored(messages);
    }

    private void passOn(Message message) {
        try {
            intake.accepted(message);
        } catch (RuntimeException bug) {
            // It is durable. Let it rest, where the queue finds it again; the client must not send it twice.
            LOG.error("Message {} could not be queued at once; it rests in the spool", message.id(), bug);
            Delivery.allOf(message).forEach(spool::rest);
        }
    }

    /** The client will send it all again. What cannot be taken back goes out twice, which is the lesser harm. */
    private void takeBack(List<Message> stored) {
        try {
            spool.takeBack(stored);
        } catch (SpoolException failed) {
            LOG.error("A part of a refused message stays in the spool and may go out twice: {}", stored, failed);
        }
    }

    static Reply replyTo(SpoolException failed, MessageId id) {
        LOG.error("Message {} could not be stored; the client was told to try again", id, failed);
        return switch (failed.reason()) {
            case FULL -> Refusal.FULL;
            case FAILED, CORRUPT, LOCKED -> Refusal.NOT_STORED;
        };
    }
}
