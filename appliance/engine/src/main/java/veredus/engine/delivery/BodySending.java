package veredus.engine.delivery;

import java.time.Duration;
import veredus.engine.spool.SpoolException;
import veredus.mail.smtp.DotStuffing;

/**
 * Sends the bytes of one message. The last write has the end of the message in it, and may have more: whatever
 * {@link Ending} adds. Used by the session's thread, once.
 */
final class BodySending {
    /** One write, to which the limit of a body applies: RFC 5321 4.5.3.2.5 means every buffer of data. */
    private static final int BLOCK = 64 * 1024;

    /** What is held back for the last write, so that a small message is one write with what follows it. */
    private static final int TAIL = 16 * 1024;

    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

    private final PeerStream peer;
    private final Content content;
    private final Bodies bodies;
    private final Duration limit;

    BodySending(PeerStream peer, Content content, Bodies bodies, Duration limit) {
        this.peer = peer;
        this.content = content;
        this.bodies = bodies;
        this.limit = limit;
    }

    /** Says, just before the last write, what else is to be in it. */
    @FunctionalInterface
    interface Ending {
        void addTo(Batch last);
    }

    /**
     * Sends the message as DATA wants it, with dots stuffed and the end.
     *
     * @throws SpoolException when the body cannot be read; the peer waits for the rest
     */
    void asData(Ending ending) throws SpoolException {
        if (content.needsStuffing()) {
            stuffed(ending);
            return;
        }
        byte[] bytes = content.bytes();
        if (bytes != null) {
            int from = writeHead(bytes);
            finish(new Batch(bytes.length - from + 512).add(bytes, from, bytes.length - from), endsLine(bytes), ending);
            return;
        }
        boolean endsLine = true;
        Bodies.Pieces pieces = bodies.open(content.message());
        for (byte[] piece = pieces.next(); piece != null && !peer.isBroken(); piece = pieces.next()) {
            write(piece, 0, piece.length);
            endsLine = piece.length == 0 ? endsLine : piece[piece.length - 1] == '\n';
        }
        finish(new Batch(512), endsLine, ending);
    }

    /** Sends the message as BDAT wants it: nothing but its bytes. */
    void asChunk(Ending ending) throws SpoolException {
        byte[] bytes = content.bytes();
        if (bytes != null) {
            int from = writeHead(bytes);
            ending.addTo(new Batch(0));
            write(bytes, from, bytes.length - from);
            return;
        }
        Bodies.Pieces pieces = bodies.open(content.message());
        long left = content.sizeBytes();
        for (byte[] piece = pieces.next(); piece != null && !peer.isBroken(); piece = pieces.next()) {
            left -= piece.length;
            if (left <= 0) {
                ending.addTo(new Batch(0));
            }
            write(piece, 0, piece.length);
        }
        if (left != 0 && !peer.isBroken()) {
            throw new SpoolException(
                    SpoolException.Reason.CORRUPT,
                    "body of " + content.message().id() + " is not " + content.sizeBytes() + " bytes long");
        }
    }

    /** Writes all but the tail; answers where that begins. */
    private int writeHead(byte[] bytes) {
        int from = 0;
        while (bytes.length - from > TAIL) {
            int count = Math.min(BLOCK, bytes.length - from - TAIL / 2);
            write(bytes, from, count);
            from += count;
        }
        return from;
    }

    private void write(byte[] bytes, int offset, int length) {
        for (int at = 0; at < length; at += BLOCK) {
            peer.write(bytes, offset + at, Math.min(BLOCK, length - at), limit);
        }
    }

    private static boolean endsLine(byte[] bytes) {
        return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
    }

    private void finish(Batch last, boolean endsLine, Ending ending) {
        int from = endsLine ? 2 : 0;
        last.add(END, from, END.length - from);
        ending.addTo(last);
        peer.write(last, limit);
    }

    private void stuffed(Ending ending) throws SpoolException {
        var stuffing = new DotStuffing();
        byte[] bytes = content.bytes();
        var batch = new Batch(bytes == null ? BLOCK : Math.min(BLOCK, bytes.length + 512));
        if (bytes != null) {
            stuff(stuffing, bytes, batch);
        } else {
            Bodies.Pieces pieces = bodies.open(content.message());
            for (byte[] piece = pieces.next(); piece != null && !peer.isBroken(); piece = pieces.next()) {
                stuff(stuffing, piece, batch);
            }
        }
        stuffing.finish(batch::add);
        ending.addTo(batch);
        peer.write(batch, limit);
    }

    private void stuff(DotStuffing stuffing, byte[] bytes, Batch batch) {
        for (int at = 0; at < bytes.length; at += BLOCK) {
            if (batch.length() > TAIL) {
                peer.write(batch, limit);
                batch.clear();
            }
            stuffing.write(bytes, at, Math.min(BLOCK, bytes.length - at), batch::add);
        }
    }
}
