package veredus.engine.spool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.MessageId;

/**
 * Takes the bytes of one message while they arrive. Up to the policy's inline size they stay in memory; beyond it they
 * go to the log in pieces, so that a message of any size takes little memory. Used by one thread.
 */
public final class BodyWriter implements AutoCloseable {
    private static final int FIRST_BYTES = 4096;

    private final Spool spool;
    private final MessageId id;
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

    BodyWriter(Spool spool, MessageId id, int inlineBytes, int chunkBytes) {
        this.spool = spool;
        this.id = id;
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
            grow(length + part);
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
        }
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
        return buffer.length == length ? buffer : Arrays.copyOf(buffer, length);
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
            last.await();
            pieces.add(last.location);
        }
    }

    void stored() {
        stored = true;
    }

    /** Hands a piece to the writer. Two at most are in memory: the one being written and the one being filled. */
    private void passOn() throws SpoolException {
        awaitPiece();
        int part = Math.min(length, chunkBytes);
        byte[] rest = Arrays.copyOfRange(buffer, part, Math.max(part, length));
        var metadata = new BytesOut(16).u64(id.value()).varint(pieces.size());
        var chunk =
                new Waiting(LogFormat.CHUNK_TYPE, Waiting.Sync.WITH_OTHERS, new Effect.Piece(), metadata, buffer, part);
        spool.log().submit(chunk);
        writing = chunk;
        buffer = Arrays.copyOf(rest, Math.max(chunkBytes, rest.length));
        length = rest.length;
    }

    private void grow(int needed) {
        if (needed > buffer.length) {
            int doubled = Math.min(Math.max(buffer.length * 2, needed), Math.max(inlineBytes, chunkBytes));
            buffer = Arrays.copyOf(buffer, Math.max(doubled, needed));
        }
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
