package veredus.engine.spool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.ArrivalMemory;
import veredus.engine.envelope.MessageId;

/**
 * Takes the bytes of one message while they arrive. Up to the policy's inline size they stay in memory; beyond it they
 * go to the log in pieces, so that a message of any size takes little memory. Where all messages together have used up
 * their {@link ArrivalMemory}, pieces are smaller and begin earlier. Used by one thread.
 */
public final class BodyWriter implements AutoCloseable {
    private static final int FIRST_BYTES = 4096;
    private static final byte[] NOTHING = {};

    private final Spool spool;
    private final MessageId id;
    private final ArrivalMemory memory;
    private final int inlineBytes;
    private final int chunkBytes;

    private byte[] buffer = new byte[FIRST_BYTES];
    private int length;
    private long sizeBytes;
    private boolean needsStuffing;
    private byte last = '\n';
    private byte beforeLast = '\r';
    /** Where the pieces are that are in the log. Only that is kept of them: their bytes must not stay in memory. */
    private final List<Long> pieces = new ArrayList<>();

    private @Nullable Waiting writing;
    private boolean stored;

    /** Taken from {@link #memory} for {@link #buffer}. */
    private int reserved;

    /** Taken for the buffer of {@link #writing}. */
    private int reservedForWriting;

    BodyWriter(Spool spool, MessageId id, ArrivalMemory memory, int inlineBytes, int chunkBytes) {
        this.spool = spool;
        this.id = id;
        this.memory = memory;
        this.inlineBytes = inlineBytes;
        this.chunkBytes = chunkBytes;
    }

    /**
     * Adds bytes: header first, lines ended by CRLF, dots not stuffed.
     *
     * @throws SpoolException when the log cannot take them
     */
    public void write(byte[] from, int offset, int count) throws SpoolException {
        if (count == 0) {
            return;
        }
        if (!needsStuffing) {
            needsStuffing = hasDotAtLineStart(from, offset, count);
        }
        int at = offset;
        int left = count;
        while (left > 0) {
            int room = (isLarge() || length >= inlineBytes ? chunkBytes : inlineBytes) - length;
            if (room <= 0) {
                passOn();
                continue;
            }
            int part = Math.min(room, left);
            if (!grow(length + part)) {
                part = Math.min(part, buffer.length - length);
                if (part == 0) {
                    passOn();
                    continue;
                }
            }
            System.arraycopy(from, at, buffer, length, part);
            length += part;
            at += part;
            left -= part;
        }
        sizeBytes += count;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** Gives everything up, unless the message has been stored. */
    @Override
    public void close() {
        if (!stored) {
            stored = true;
            Waiting last = writing;
            if (last != null && last.hasSucceeded()) {
                pieces.add(last.location);
            }
            spool.abandon(locations());
            giveBack();
        }
    }

    /** Bytes of its buffers, with the one that is being written. */
    long heldBytes() {
        Waiting last = writing;
        return buffer.length + (last == null ? 0L : last.body.length);
    }

    boolean needsStuffing() {
        return needsStuffing;
    }

    /** Whether it has gone to the log in pieces. */
    boolean isLarge() {
        return writing != null || !pieces.isEmpty();
    }

    /** The whole body, where it is not large. */
    byte[] bytes() {
        if (buffer.length != length) {
            buffer = Arrays.copyOf(buffer, length);
        }
        return buffer;
    }

    /** Brings the last piece to the log, and answers where all of them are. */
    Pieces finish() throws SpoolException {
        while (length > 0) {
            passOn();
        }
        awaitPiece();
        return locations();
    }

    private Pieces locations() {
        return new Pieces(pieces.stream().mapToLong(Long::longValue).toArray());
    }

    /** Waits until the piece that is being written is in the log. */
    private void awaitPiece() throws SpoolException {
        Waiting last = writing;
        if (last != null) {
            writing = null;
            try {
                last.await();
            } finally {
                memory.release(reservedForWriting);
                reservedForWriting = 0;
            }
            pieces.add(last.location);
        }
    }

    void stored() {
        stored = true;
        giveBack();
    }

    private void giveBack() {
        memory.release((long) reserved + reservedForWriting);
        reserved = 0;
        reservedForWriting = 0;
    }

    /** Hands a piece to the writer. Two at most are in memory: the one being written and the one being filled. */
    private void passOn() throws SpoolException {
        awaitPiece();
        int part = Math.min(length, chunkBytes);
        var metadata = new BytesOut(16).u64(id.value()).varint(pieces.size());
        var chunk =
                new Waiting(LogFormat.CHUNK_TYPE, Waiting.Sync.WITH_OTHERS, new Effect.Piece(), metadata, buffer, part);
        spool.log().submit(chunk);
        writing = chunk;
        if (part < length) {
            // Only when a body outgrows an inline size that is larger than a piece.
            awaitPiece();
            System.arraycopy(buffer, part, buffer, 0, length - part);
            length -= part;
            return;
        }
        reservedForWriting = reserved;
        reserved = 0;
        buffer = NOTHING;
        length = 0;
    }

    /** Makes room for {@code needed} bytes; answers false when there is less, but then at least the free ones. */
    private boolean grow(int needed) {
        if (needed <= buffer.length) {
            return true;
        }
        int doubled = Math.min(Math.max(buffer.length * 2, needed), Math.max(inlineBytes, chunkBytes));
        int wanted = Math.max(isLarge() ? chunkBytes : doubled, needed);
        if (take(wanted) || take(needed)) {
            return true;
        }
        if (buffer.length < ArrivalMemory.FREE_BYTES) {
            buffer = Arrays.copyOf(buffer, ArrivalMemory.FREE_BYTES);
        }
        return false;
    }

    private boolean take(int capacity) {
        int further = Math.max(0, capacity - ArrivalMemory.FREE_BYTES - reserved);
        if (!memory.reserve(further)) {
            return false;
        }
        reserved += further;
        buffer = Arrays.copyOf(buffer, capacity);
        return true;
    }

    /** RFC 5321 4.5.2: whether a line begins with a dot, at the body's start or behind CRLF. */
    private boolean hasDotAtLineStart(byte[] from, int offset, int count) {
        byte before2 = beforeLast;
        byte before1 = last;
        int end = offset + count;
        for (int i = offset; i < end; i++) {
            byte b = from[i];
            if (b == '.' && before1 == '\n' && before2 == '\r') {
                return true;
            }
            before2 = before1;
            before1 = b;
        }
        beforeLast = before2;
        last = before1;
        return false;
    }
}
