package veredus.engine.envelope;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a message as they will be sent: header and body, lines ended by CRLF, dots not stuffed. They are in the
 * spool's log; until the first attempt has ended they may be in memory too.
 *
 * <p>Made by the spool. {@link #inMemory} and {@link #forget} may be called by any thread.
 */
public final class Body {
    private static final VarHandle BYTES;
    private static final BodyMemory NONE = new BodyMemory(0);

    static {
        try {
            BYTES = MethodHandles.lookup().findVarHandle(Body.class, "bytes", byte[].class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final long sizeBytes;
    private final boolean needsStuffing;
    private final BodyMemory memory;

    @SuppressWarnings("unused") // read and written through BYTES
    private volatile byte @Nullable [] bytes;

    private Body(long sizeBytes, boolean needsStuffing, BodyMemory memory, byte @Nullable [] bytes) {
        this.sizeBytes = sizeBytes;
        this.needsStuffing = needsStuffing;
        this.memory = memory;
        this.bytes = bytes;
    }

    /** A body that is in the log alone; {@code needsStuffing} says whether a line of it starts with a dot. */
    public static Body inLog(long sizeBytes, boolean needsStuffing) {
        return new Body(sizeBytes, needsStuffing, NONE, null);
    }

    /** A body that is also kept in memory, until {@code memory} needs its place for newer ones. */
    public static Body kept(byte[] bytes, boolean needsStuffing, BodyMemory memory) {
        var body = new Body(bytes.length, needsStuffing, memory, bytes);
        return memory.hold(body) ? body : inLog(bytes.length, needsStuffing);
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    public boolean needsStuffing() {
        return needsStuffing;
    }

    /** The bytes, where they are still in memory; nobody changes them. */
    public byte @Nullable [] inMemory() {
        return bytes;
    }

    /** Lets the memory go; from now on the body is read from the log. */
    public void forget() {
        byte[] held = (byte[]) BYTES.getAndSet(this, null);
        if (held != null) {
            memory.release(held.length);
        }
    }
}
