package veredus.engine.spool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

/**
 * Every delivery that is not settled: where its message and its latest state are in the log. Kept outside the heap, 40
 * bytes each in open addressing, because ten million of them may be queued. Guarded by the catalogue's lock.
 *
 * <p>An entry is named by a handle, valid until the next insertion or removal. A table is cut into parts that grow one
 * by one, so that growing never copies more than a small share of it at once.
 */
final class LiveTable {
    /** Deliveries of one message: their number takes 20 bits. */
    static final int MAX_DELIVERIES = 1 << 20;

    static final int RESTING = 1;
    static final int LARGE = 2;

    static final int PARTS = 64;
    private static final int ENTRY = 40;
    private static final int FIRST_CAPACITY = 32;
    private static final int LOCATION = 8;
    private static final int STATE = 16;
    private static final int DUE_AND_NUMBER = 24;
    private static final int QUEUE = 32;
    private static final int SIZE_AND_FLAGS = 36;
    private static final int NUMBER_BITS = 20;
    private static final int NUMBER_MASK = MAX_DELIVERIES - 1;
    private static final long MAX_DUE = (1L << 43) - 1;

    private final Part[] parts = new Part[PARTS];
    private long size;

    LiveTable() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part(i);
        }
    }

    long size() {
        return size;
    }

    /** The entry of a delivery, or -1. */
    long find(long id, int number) {
        long hash = hash(id, number);
        return parts[part(hash)].find(hash, id, number);
    }

    /** A new entry, all zero but for its key; the caller has made sure that there is none. */
    long insert(long id, int number) {
        long hash = hash(id, number);
        size++;
        return parts[part(hash)].insert(hash, id, number);
    }

    /**
     * Makes room in one of the {@link #PARTS} parts, if it is empty, of a table that is to hold {@code entries}. Whoever
     * inserts in the order of another table must do this: into a smaller one that grows they would come in the order of
     * their places, and pile up. It also saves the growing.
     */
    void reserve(int part, long entries) {
        parts[part].reserve(Math.toIntExact(entries / PARTS / 3 * 5) + FIRST_CAPACITY);
    }

    void remove(long entry) {
        parts[(int) (entry >>> 32)].remove((int) entry);
        size--;
    }

    void forEach(LongConsumer each) {
        for (Part part : parts) {
            for (int i = 0; i < part.capacity; i++) {
                if (part.bytes.getLong(i * ENTRY) != 0) {
                    each.accept(part.handle(i));
                }
            }
        }
    }

    /** The entry behind {@code entry}, the first one behind -1; -1 at the end. */
    long after(long entry) {
        int place = entry < 0 ? 0 : (int) (entry >>> 32);
        int slot = entry < 0 ? 0 : (int) entry + 1;
        for (; place < PARTS; place++, slot = 0) {
            for (; slot < parts[place].capacity; slot++) {
                if (parts[place].bytes.getLong(slot * ENTRY) != 0) {
                    return parts[place].handle(slot);
                }
            }
        }
        return -1;
    }

    long id(long entry) {
        return bytes(entry).getLong(at(entry));
    }

    int number(long entry) {
        return (int) bytes(entry).getLong(at(entry) + DUE_AND_NUMBER) & NUMBER_MASK;
    }

    long location(long entry) {
        return bytes(entry).getLong(at(entry) + LOCATION);
    }

    void location(long entry, long location) {
        bytes(entry).putLong(at(entry) + LOCATION, location);
    }

    /** Where its latest STATES record is; 0 when it has none, and the message's own record says it all. */
    long state(long entry) {
        return bytes(entry).getLong(at(entry) + STATE);
    }

    void state(long entry, long location) {
        bytes(entry).putLong(at(entry) + STATE, location);
    }

    /** Milliseconds since 1970. */
    long due(long entry) {
        return bytes(entry).getLong(at(entry) + DUE_AND_NUMBER) >> NUMBER_BITS;
    }

    void due(long entry, long millis) {
        long bounded = Math.clamp(millis, 0, MAX_DUE);
        bytes(entry).putLong(at(entry) + DUE_AND_NUMBER, (bounded << NUMBER_BITS) | number(entry));
    }

    int queue(long entry) {
        return bytes(entry).getInt(at(entry) + QUEUE);
    }

    void queue(long entry, int queue) {
        bytes(entry).putInt(at(entry) + QUEUE, queue);
    }

    boolean is(long entry, int flag) {
        return (bytes(entry).getInt(at(entry) + SIZE_AND_FLAGS) & flag) != 0;
    }

    void flag(long entry, int flag, boolean on) {
        int at = at(entry) + SIZE_AND_FLAGS;
        int old = bytes(entry).getInt(at);
        bytes(entry).putInt(at, on ? old | flag : old & ~flag);
    }

    /** Its share of the message's record, in units of 64 bytes. */
    int units(long entry) {
        return bytes(entry).getInt(at(entry) + SIZE_AND_FLAGS) >>> 8;
    }

    void units(long entry, int units) {
        int at = at(entry) + SIZE_AND_FLAGS;
        bytes(entry).putInt(at, (units << 8) | (bytes(entry).getInt(at) & 0xFF));
    }

    private ByteBuffer bytes(long entry) {
        return parts[(int) (entry >>> 32)].bytes;
    }

    private static int at(long entry) {
        return (int) entry * ENTRY;
    }

    private static int part(long hash) {
        return (int) (hash >>> 58);
    }

    private static long hash(long id, int number) {
        long mixed = (id + number * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return (mixed ^ (mixed >>> 29)) * 0x94D049BB133111EBL;
    }

    /** One open-addressed table with linear probing; removal closes the gap. */
    private static final class Part {
        private final int place;
        private int capacity = FIRST_CAPACITY;
        private int used;
        private ByteBuffer bytes = allocate(FIRST_CAPACITY);

        Part(int place) {
            this.place = place;
        }

        private static ByteBuffer allocate(int capacity) {
            return ByteBuffer.allocateDirect(capacity * ENTRY).order(ByteOrder.nativeOrder());
        }

        private long handle(int slot) {
            return ((long) place << 32) | slot;
        }

        private int home(long hash) {
            return (int) ((((hash >>> 16) & 0xFFFFFFFFL) * capacity) >>> 32);
        }

        private int homeOf(int slot) {
            int at = slot * ENTRY;
            return home(hash(bytes.getLong(at), (int) bytes.getLong(at + DUE_AND_NUMBER) & NUMBER_MASK));
        }

        private int next(int slot) {
            return slot + 1 == capacity ? 0 : slot + 1;
        }

        long find(long hash, long id, int number) {
            for (int slot = home(hash); ; slot = next(slot)) {
                long found = bytes.getLong(slot * ENTRY);
                if (found == 0) {
                    return -1;
                }
                if (found == id && ((int) bytes.getLong(slot * ENTRY + DUE_AND_NUMBER) & NUMBER_MASK) == number) {
                    return handle(slot);
                }
            }
        }

        long insert(long hash, long id, int number) {
            if (used >= capacity / 4 * 3) {
                grow();
            }
            int slot = home(hash);
            while (bytes.getLong(slot * ENTRY) != 0) {
                slot = next(slot);
            }
            bytes.putLong(slot * ENTRY, id);
            bytes.putLong(slot * ENTRY + DUE_AND_NUMBER, number);
            used++;
            return handle(slot);
        }

        void reserve(int wanted) {
            if (used > 0 || wanted <= capacity) {
                return;
            }
            capacity = wanted;
            bytes = allocate(wanted);
        }

        private void grow() {
            ByteBuffer old = bytes;
            int oldCapacity = capacity;
            capacity = Math.multiplyExact(oldCapacity / 2, 3);
            bytes = allocate(capacity);
            for (int i = 0; i < oldCapacity; i++) {
                if (old.getLong(i * ENTRY) != 0) {
                    int number = (int) old.getLong(i * ENTRY + DUE_AND_NUMBER) & NUMBER_MASK;
                    int slot = home(hash(old.getLong(i * ENTRY), number));
                    while (bytes.getLong(slot * ENTRY) != 0) {
                        slot = next(slot);
                    }
                    bytes.put(slot * ENTRY, old, i * ENTRY, ENTRY);
                }
            }
        }

        void remove(int removed) {
            int gap = removed;
            for (int slot = next(gap); bytes.getLong(slot * ENTRY) != 0; slot = next(slot)) {
                int home = homeOf(slot);
                boolean stays = gap <= slot ? (gap < home && home <= slot) : (gap < home || home <= slot);
                if (!stays) {
                    bytes.put(gap * ENTRY, bytes, slot * ENTRY, ENTRY);
                    gap = slot;
                }
            }
            for (int i = 0; i < ENTRY; i += 8) {
                bytes.putLong(gap * ENTRY + i, 0);
            }
            used--;
        }
    }
}
