package veredus.world.real;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers in which TLS records are gathered on their way out. An engine wants room for the largest record even to
 * encrypt a short line; lent for the time of one write, a few buffers do for thousands of connections. When none is
 * spare a new one is made, and above {@link #SPARE_MAX} a returned one is dropped. Safe for use by many threads.
 */
final class RecordBuffers {
    /** Three of the largest records, and a bit. */
    static final int SIZE = 64 * 1024;

    private static final int SPARE_MAX = 64;
    private static final ArrayBlockingQueue<ByteBuffer> SPARE = new ArrayBlockingQueue<>(SPARE_MAX);

    private RecordBuffers() {}

    static ByteBuffer borrow() {
        ByteBuffer spare = SPARE.poll();
        return spare == null ? ByteBuffer.allocate(SIZE) : spare;
    }

    static void giveBack(ByteBuffer buffer) {
        SPARE.offer(buffer.clear());
    }
}
