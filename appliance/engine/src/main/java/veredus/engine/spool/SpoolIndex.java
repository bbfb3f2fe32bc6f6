package veredus.engine.spool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * What rests, in the order of queue and due time. The only class that knows MapDB (design 4.3): an ordered map outside
 * the heap, without transactions and without a file, so there is nothing on the disk to be trusted or torn, no SIGBUS
 * on a full disk, and no channel that an interrupt could close. It is always made from the log or from the snapshot of
 * a clean stop. Guarded by the catalogue's lock, so it has one writer at a time.
 */
final class SpoolIndex implements RestingOrder {
    private static final int KEY = 4 + 8 + 8 + 4;
    private static final Byte NOTHING = 0;
    private static final int NODE = 64;

    private final DB store;
    private final BTreeMap<byte[], Byte> keys;

    private SpoolIndex(DB store, BTreeMap<byte[], Byte> keys) {
        this.store = store;
        this.keys = keys;
    }

    static SpoolIndex empty() {
        DB store = newStore();
        return new SpoolIndex(store, maker(store).create());
    }

    /** Built at once from keys in their order, much faster than one by one. */
    static SpoolIndex of(Iterable<Resting> sorted) {
        DB store = newStore();
        DB.TreeMapSink<byte[], Byte> sink = maker(store).createFromSink();
        for (Resting resting : sorted) {
            sink.put(key(resting), NOTHING);
        }
        return new SpoolIndex(store, sink.create());
    }

    private static DB newStore() {
        return DBMaker.memoryDirectDB().concurrencyDisable().make();
    }

    private static DB.TreeMapMaker<byte[], Byte> maker(DB store) {
        return store.treeMap("resting", Serializer.BYTE_ARRAY_DELTA, Serializer.BYTE)
                .maxNodeSize(NODE);
    }

    @Override
    public void add(Resting resting) {
        keys.put(key(resting), NOTHING);
    }

    @Override
    public boolean remove(Resting resting) {
        return keys.remove(key(resting)) != null;
    }

    @Override
    public List<Resting> first(int queue, long until, int skip, int max) {
        NavigableMap<byte[], Byte> due = keys.subMap(bound(queue, 0), true, bound(queue, until + 1), false);
        var found = new ArrayList<Resting>(Math.min(max, 1024));
        int passed = 0;
        for (byte[] key : due.keySet()) {
            if (found.size() == max) {
                break;
            }
            if (passed++ >= skip) {
                found.add(resting(key));
            }
        }
        return found;
    }

    @Override
    public List<Resting> behind(int queue, RestingPosition position, int max) {
        byte[] from = position.dueMillis() < 0
                ? bound(queue, 0)
                : key(new Resting(queue, position.dueMillis(), position.messageId(), position.number()));
        var found = new ArrayList<Resting>(Math.min(max, 1024));
        for (byte[] key : keys.tailMap(from, false).keySet()) {
            Resting resting = resting(key);
            if (found.size() == max || resting.queue() != queue) {
                break;
            }
            found.add(resting);
        }
        return found;
    }

    @Override
    public Iterable<Resting> all() {
        return () -> {
            Iterator<byte[]> each = keys.keyIterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public Resting next() {
                    return resting(each.next());
                }
            };
        };
    }

    @Override
    public OptionalLong earliest(int queue) {
        byte[] key = keys.ceilingKey(bound(queue, 0));
        if (key == null || resting(key).queue() != queue) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(resting(key).due());
    }

    @Override
    public void close() {
        store.close();
    }

    private static byte[] key(Resting r) {
        return ByteBuffer.allocate(KEY)
                .putInt(r.queue())
                .putLong(r.due())
                .putLong(r.id())
                .putInt(r.number())
                .array();
    }

    private static byte[] bound(int queue, long due) {
        return Arrays.copyOf(ByteBuffer.allocate(12).putInt(queue).putLong(due).array(), KEY);
    }

    private static Resting resting(byte[] key) {
        ByteBuffer read = ByteBuffer.wrap(key);
        return new Resting(read.getInt(), read.getLong(), read.getLong(), read.getInt());
    }
}
