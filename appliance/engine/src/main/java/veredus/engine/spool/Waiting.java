package veredus.engine.spool;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way into the log, and the thread that waits for it. Made complete by its owner, checksums included,
 * so that the writer only copies; the writer ends it exactly once.
 */
final class Waiting {
    /** What must have happened before its owner may go on. */
    enum Sync {
        /** Forced to the disk. */
        NOW,
        /** Written; forced within the relaxed interval. */
        SOON,
        /** Written; forced when something else is. */
        WITH_OTHERS
    }

    final byte type;
    final Sync sync;
    final Effect effect;
    final byte[] metadata;
    final int metadataLength;
    final int metadataCrc;
    final byte[] body;
    final int bodyLength;
    final int bodyCrc;

    /** Where the writer put it. */
    long location;

    /** Its place in the order of all records; as {@link #location} set by the writer. */
    long sequence;

    private final Thread owner = Thread.currentThread();
    private volatile boolean ended;
    private @Nullable SpoolException failure;

    private static final byte[] NO_BODY = {};

    Waiting(byte type, Sync sync, Effect effect, BytesOut metadata, byte[] body, int bodyLength) {
        this.type = type;
        this.sync = sync;
        this.effect = effect;
        this.metadata = metadata.array();
        this.metadataLength = metadata.length();
        this.metadataCrc = LogFormat.crc(this.metadata, 0, metadataLength);
        this.body = body;
        this.bodyLength = bodyLength;
        this.bodyCrc = LogFormat.crc(body, 0, bodyLength);
    }

    Waiting(byte type, Sync sync, Effect effect, BytesOut metadata) {
        this(type, sync, effect, metadata, NO_BODY, 0);
    }

    int size() {
        return LogFormat.RECORD_HEADER + metadataLength + bodyLength;
    }

    void succeed() {
        ended = true;
        LockSupport.unpark(owner);
    }

    void fail(SpoolException why) {
        failure = why;
        ended = true;
        LockSupport.unpark(owner);
    }

    /** Waits, and answers whether it is in the log. */
    boolean hasSucceeded() {
        awaitEnd();
        return failure == null;
    }

    /**
     * Waits, by the thread that made it, until the writer has ended it. An interrupt is kept for later: whether the
     * record is in the log must be known.
     */
    void await() throws SpoolException {
        awaitEnd();
        if (failure != null) {
            throw new SpoolException(failure.reason(), String.valueOf(failure.getMessage()), failure);
        }
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (!ended) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
