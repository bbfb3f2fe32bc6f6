package veredus.engine.listener;

import java.io.IOException;
import java.util.Arrays;
import veredus.world.Connection;

/**
 * Gathers replies until somebody has to wait, then sends them in one write (RFC 2920 3.2). A client that does not read
 * its replies stops us here, since a batch has a bound and a write a limit. One thread.
 */
final class SessionOutput {
    /** A batch is sent when it has grown to this. */
    private static final int BATCH_MAX = 8 * 1024;

    private static final int FIRST_ROOM = 256;
    private static final byte[] NOTHING = {};

    private final Connection connection;

    /** The first reply of a batch stays where it is: most batches have but one, and most replies are constants. */
    private byte[] first = NOTHING;

    private byte[] batch = NOTHING;
    private int length;

    SessionOutput(Connection connection) {
        this.connection = connection;
    }

    /** Adds a reply as it goes on the wire; the array is not changed any more. */
    void add(byte[] reply) throws IOException {
        if (reply.length == 0) {
            return;
        }
        if (length == 0 && first.length == 0) {
            first = reply;
            return;
        }
        if (length == 0) {
            append(first);
            first = NOTHING;
        }
        append(reply);
        if (length >= BATCH_MAX) {
            flush();
        }
    }

    private void append(byte[] reply) {
        if (length + reply.length > batch.length) {
            batch = Arrays.copyOf(batch, Math.max(FIRST_ROOM, 2 * (length + reply.length)));
        }
        System.arraycopy(reply, 0, batch, length, reply.length);
        length += reply.length;
    }

    void flush() throws IOException {
        if (length > 0) {
            int whole = length;
            length = 0;
            connection.write(batch, 0, whole);
            if (batch.length > 4 * FIRST_ROOM) {
                batch = NOTHING;
            }
        } else if (first.length > 0) {
            byte[] only = first;
            first = NOTHING;
            connection.write(only, 0, only.length);
        }
    }
}
