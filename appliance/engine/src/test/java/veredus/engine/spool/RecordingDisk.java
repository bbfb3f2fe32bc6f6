package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import veredus.world.Disk;

/**
 * A disk in memory that notes every operation, fails on demand, and builds the images that a kill of the process or a
 * power cut after any operation could leave: what was forced is there; of what was not, any 512-byte sectors.
 */
final class RecordingDisk implements Disk {
    static final int SECTOR = 512;

    private final Map<Path, Node> names = new TreeMap<>();
    private final Set<Path> locked = new HashSet<>();
    private final List<Op> ops = new ArrayList<>();
    private boolean recording = true;
    private int writesUntilFailure = -1;
    private int forcesUntilFailure = -1;
    private boolean failingReads;
    private int writes;
    private int forces;
    private long free = Long.MAX_VALUE / 4;
    private boolean ignoringForce;

    /** What was done. */
    sealed interface Op {
        record Write(Node node, long position, ByteBuffer bytes) implements Op {}

        record Force(Node node) implements Op {}

        record Resize(Node node, long size) implements Op {}

        record Create(Path name, Node node) implements Op {}

        record Rename(Path from, Path to) implements Op {}

        record Delete(Path name) implements Op {}

        record ForceDirectory() implements Op {}
    }

    /** The content of a file, whatever its name. */
    static final class Node {
        private byte[] bytes = {};
        private int size;

        private void put(long position, byte[] from) {
            resize(Math.max(size, (int) position + from.length));
            System.arraycopy(from, 0, bytes, (int) position, from.length);
        }

        private void resize(int to) {
            if (to > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(to, bytes.length * 2));
            }
            if (to < size) {
                Arrays.fill(bytes, to, size, (byte) 0);
            }
            size = to;
        }

        private Node copy() {
            var copy = new Node();
            copy.bytes = Arrays.copyOf(bytes, size);
            copy.size = size;
            return copy;
        }
    }

    synchronized int operations() {
        return ops.size();
    }

    synchronized void failWrite(int n) {
        writesUntilFailure = n;
    }

    synchronized void failForce(int n) {
        forcesUntilFailure = n;
    }

    /** From now on, or no more. */
    synchronized void failReads(boolean failing) {
        failingReads = failing;
    }

    synchronized int writes() {
        return writes;
    }

    synchronized int forces() {
        return forces;
    }

    synchronized void free(long bytes) {
        free = bytes;
    }

    /** From now on a force does nothing, and nobody is told. */
    synchronized void ignoreForce() {
        ignoringForce = true;
    }

    /** Changes one byte of a file, as decay would. */
    synchronized void flip(Path file, int position, int bits) {
        Node node = node(file);
        node.bytes[position] ^= (byte) bits;
    }

    synchronized byte[] content(Path file) {
        return Arrays.copyOf(node(file).bytes, node(file).size);
    }

    /** The disk as it is now, without its locks. */
    synchronized RecordingDisk copy() {
        var image = new RecordingDisk();
        image.recording = false;
        names.forEach((name, node) -> image.names.put(name, node.copy()));
        return image;
    }

    /** From now on operations are recorded; what is there already counts as made durable by so many, which it answers. */
    synchronized int record() {
        recording = true;
        names.forEach((name, node) -> {
            ops.add(new Op.Write(node, 0, ByteBuffer.wrap(Arrays.copyOf(node.bytes, node.size))));
            ops.add(new Op.Force(node));
            ops.add(new Op.Create(name, node));
        });
        ops.add(new Op.ForceDirectory());
        return ops.size();
    }

    /** What a power cut after {@code count} operations may leave; {@code seed} chooses among unsynced sectors. */
    synchronized RecordingDisk afterPowerCut(int count, long seed) {
        var chance = new Random(seed);
        var durable = new HashMap<Node, Node>();
        var pending = new HashMap<Node, List<Op>>();
        Map<Path, Node> namesNow = new TreeMap<>();
        var pendingNames = new ArrayList<Op>();
        for (Op op : ops.subList(0, count)) {
            switch (op) {
                case Op.Write write ->
                    pending.computeIfAbsent(write.node(), node -> new ArrayList<>())
                            .add(op);
                case Op.Resize resize ->
                    pending.computeIfAbsent(resize.node(), node -> new ArrayList<>())
                            .add(op);
                case Op.Force force -> {
                    for (Op written : pending.getOrDefault(force.node(), List.of())) {
                        apply(written, durable);
                    }
                    pending.remove(force.node());
                }
                case Op.ForceDirectory() -> {
                    pendingNames.forEach(change -> rename(change, namesNow));
                    pendingNames.clear();
                }
                case Op.Create create -> pendingNames.add(op);
                case Op.Rename rename -> pendingNames.add(op);
                case Op.Delete delete -> pendingNames.add(op);
            }
        }
        pendingNames.subList(0, chance.nextInt(pendingNames.size() + 1)).forEach(change -> rename(change, namesNow));
        pending.values().forEach(list -> list.forEach(op -> tear(op, durable, chance)));
        var image = new RecordingDisk();
        image.recording = false;
        namesNow.forEach((name, node) ->
                image.names.put(name, durable.getOrDefault(node, new Node()).copy()));
        return image;
    }

    private static byte[] bytesOf(ByteBuffer written) {
        var bytes = new byte[written.limit()];
        written.get(0, bytes);
        return bytes;
    }

    private static void apply(Op op, Map<Node, Node> durable) {
        if (op instanceof Op.Write(Node node, long position, ByteBuffer written)) {
            durable.computeIfAbsent(node, fresh -> new Node()).put(position, bytesOf(written));
        } else if (op instanceof Op.Resize(Node node, long size)) {
            durable.computeIfAbsent(node, fresh -> new Node()).resize((int) size);
        }
    }

    private static void tear(Op op, Map<Node, Node> durable, Random chance) {
        if (op instanceof Op.Write(Node node, long position, ByteBuffer written)) {
            byte[] bytes = bytesOf(written);
            int whole = chance.nextInt(4);
            for (int at = 0; at < bytes.length; ) {
                int next = Math.min(bytes.length, at + SECTOR - (int) ((position + at) % SECTOR));
                if (whole == 0 || (whole != 1 && chance.nextBoolean())) {
                    durable.computeIfAbsent(node, fresh -> new Node())
                            .put(position + at, Arrays.copyOfRange(bytes, at, next));
                }
                at = next;
            }
        } else if (chance.nextBoolean()) {
            apply(op, durable);
        }
    }

    private static void rename(Op op, Map<Path, Node> into) {
        switch (op) {
            case Op.Create(Path name, Node node) -> into.put(name, node);
            case Op.Delete(Path name) -> into.remove(name);
            case Op.Rename(Path from, Path to) -> {
                Node node = into.remove(from);
                if (node != null) {
                    into.put(to, node);
                }
            }
            case Op.Write write -> {}
            case Op.Force force -> {}
            case Op.Resize resize -> {}
            case Op.ForceDirectory force -> {}
        }
    }

    private void note(Op op) {
        if (recording) {
            ops.add(op);
        }
    }

    private Node node(Path file) {
        Node node = names.get(file);
        if (node == null) {
            throw new IllegalStateException("no file " + file);
        }
        return node;
    }

    @Override
    public void createDirectories(Path directory) {}

    @Override
    public synchronized List<String> list(Path directory) {
        return names.keySet().stream()
                .filter(name -> directory.equals(name.getParent()))
                .map(name -> name.getFileName().toString())
                .toList();
    }

    @Override
    public synchronized boolean exists(Path file) {
        return names.containsKey(file);
    }

    @Override
    public synchronized DiskFile open(Path file) {
        Node node = names.computeIfAbsent(file, name -> {
            var fresh = new Node();
            note(new Op.Create(name, fresh));
            return fresh;
        });
        return new File(node);
    }

    @Override
    public synchronized DiskFile openForReading(Path file) throws IOException {
        if (!exists(file)) {
            throw new IOException("no file " + file);
        }
        return new File(node(file));
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        names.put(to, node(from));
        names.remove(from);
        note(new Op.Rename(from, to));
    }

    @Override
    public synchronized void delete(Path file) {
        names.remove(file);
        note(new Op.Delete(file));
    }

    @Override
    public synchronized void forceDirectory(Path directory) {
        note(new Op.ForceDirectory());
    }

    @Override
    public synchronized long freeBytes(Path directory) {
        return free;
    }

    @Override
    public long totalBytes(Path directory) {
        return Long.MAX_VALUE / 4;
    }

    @Override
    public synchronized AutoCloseable lock(Path file) throws IOException {
        if (!locked.add(file)) {
            throw new IOException("locked by this process");
        }
        return () -> {
            synchronized (RecordingDisk.this) {
                locked.remove(file);
            }
        };
    }

    private final class File implements DiskFile {
        private final Node node;

        File(Node node) {
            this.node = node;
        }

        @Override
        public long size() {
            synchronized (RecordingDisk.this) {
                return node.size;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (RecordingDisk.this) {
                writes++;
                byte[] bytes = new byte[from.remaining()];
                from.get(bytes);
                if (writesUntilFailure > 0 && --writesUntilFailure == 0) {
                    byte[] part = Arrays.copyOf(bytes, bytes.length / 2);
                    node.put(position, part);
                    note(new Op.Write(node, position, ByteBuffer.wrap(part)));
                    throw new IOException("No space left on device");
                }
                node.put(position, bytes);
                note(new Op.Write(node, position, ByteBuffer.wrap(bytes)));
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            synchronized (RecordingDisk.this) {
                if (failingReads) {
                    throw new IOException("this sector cannot be read");
                }
                if (position >= node.size) {
                    return -1;
                }
                int count = (int) Math.min(into.remaining(), node.size - position);
                into.put(node.bytes, (int) position, count);
                return count;
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (RecordingDisk.this) {
                forces++;
                if (forcesUntilFailure > 0 && --forcesUntilFailure == 0) {
                    throw new IOException("Input/output error");
                }
                if (!ignoringForce) {
                    note(new Op.Force(node));
                }
            }
        }

        @Override
        public void truncate(long size) {
            synchronized (RecordingDisk.this) {
                node.resize((int) size);
                note(new Op.Resize(node, size));
            }
        }

        @Override
        public void close() {}
    }
}
