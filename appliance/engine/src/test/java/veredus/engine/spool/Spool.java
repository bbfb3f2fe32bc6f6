package veredus.engine.spool;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import veredus.api.policy.SpoolPolicy;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.world.World;

/** Stands in for the real one until that has landed. */
public final class Spool implements AutoCloseable {
    private static final long HUGE = 1L << 50;

    private final SpoolPolicy policy;
    private final BodyMemory memory;
    private final AtomicLong ids;

    private Spool(World world, SpoolPolicy policy, BodyMemory memory) {
        this.policy = policy;
        this.memory = memory;
        this.ids = new AtomicLong(world.time().now().toEpochMilli() << 15);
    }

    public static Spool open(World world, SpoolPolicy policy, Path directory, BodyMemory memory) throws SpoolException {
        return new Spool(world, policy, memory);
    }

    public MessageId newId() {
        return new MessageId(ids.incrementAndGet());
    }

    public Admission admission() {
        if (policy.hardFree().bytes() > HUGE) {
            return Admission.HARD_LIMIT;
        }
        return policy.softFree().bytes() > HUGE ? Admission.SOFT_LIMIT : Admission.OPEN;
    }

    public BodyWriter newBody(MessageId id) {
        return new BodyWriter();
    }

    public Message store(Envelope envelope, BodyWriter body) throws SpoolException {
        return new Message(envelope, Body.kept(body.bytes.toByteArray(), true, memory), 0);
    }

    public void rest(Delivery delivery) {}

    @Override
    public void close() {}
}
