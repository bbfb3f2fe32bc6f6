package veredus.engine.reception;

import java.util.Arrays;
import veredus.engine.envelope.ArrivalMemory;

/**
 * The header of a message while it comes in, in memory and bounded. It is whole at the first empty line, or when it has
 * reached its bound: then the scanner says whether a body has begun without one. Like bodies it shares the memory of all
 * that is coming in; it cannot be stored in part, so without that it is starved. One thread.
 */
final class HeaderBytes {
    private static final int FIRST_ROOM = 2048;

    private static final byte[] NOTHING = {};

    private final int bound;
    private final ArrivalMemory memory;
    private int reserved;
    private boolean starved;
    private byte[] bytes = new byte[FIRST_ROOM];
    private int length;

    HeaderBytes(int bound, ArrivalMemory memory) {
        this.bound = bound;
        this.memory = memory;
    }

    /** Takes bytes up to and with the end of the header; returns how many, fewer when it is starved. */
    int take(byte[] from, int offset, int count) {
        int taken = 0;
        // In steps, so that a body which came along is not copied first to be found out afterwards.
        while (taken < count && !isWhole() && !starved) {
            taken += takeStep(from, offset + taken, Math.min(count - taken, FIRST_ROOM));
        }
        return taken;
    }

    private int takeStep(byte[] from, int offset, int count) {
        int room = Math.min(count, bound + 1 - length);
        int before = length;
        if (length + room > bytes.length && !grow(Math.min(Math.max(2 * bytes.length, length + room), bound + 1))) {
            return 0;
        }
        System.arraycopy(from, offset, bytes, length, room);
        length += room;
        int end = endFrom(Math.max(0, before - 3));
        if (end >= 0) {
            length = end;
        }
        return length - before;
    }

    private boolean grow(int capacity) {
        int further = Math.max(0, capacity - ArrivalMemory.FREE_BYTES - reserved);
        if (!memory.reserve(further)) {
            starved = true;
            return false;
        }
        reserved += further;
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /** Whether there was no memory for it. */
    boolean isStarved() {
        return starved;
    }

    /** Lets go of the bytes, when what they say is decided on. */
    void release() {
        memory.release(reserved);
        reserved = 0;
        bytes = NOTHING;
        length = 0;
    }

    /** Whether nothing more is wanted. */
    boolean isWhole() {
        return length > bound || endsHere();
    }

    private boolean endsHere() {
        if (length == 2) {
            return bytes[0] == '\r' && bytes[1] == '\n';
        }
        return length >= 4
                && bytes[length - 1] == '\n'
                && bytes[length - 2] == '\r'
                && bytes[length - 3] == '\n'
                && bytes[length - 4] == '\r';
    }

    /** The index after the first empty line that begins at or after {@code from}, or -1. */
    private int endFrom(int from) {
        if (from == 0 && length >= 2 && bytes[0] == '\r' && bytes[1] == '\n') {
            return 2;
        }
        for (int i = from; i + 3 < length; i++) {
            if (bytes[i + 1] == '\n' && bytes[i] == '\r' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }
}
