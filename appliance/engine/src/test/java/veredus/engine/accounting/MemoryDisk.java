package veredus.engine.accounting;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import veredus.world.Disk;

/** Files in memory that know what was synced, fail when told to, and write down every operation. */
public final class MemoryDisk implements Disk {
    /** What of an unsynced tail a power cut leaves. */
    enum Tail {
        LOST,
        TORN,
        ZEROS
    }

    final List<String> operations = new ArrayList<>();
    final Map<Path, Content> files = new TreeMap<>();
    int failingWrites;
    int failingForces;

    static final class Content {
        byte[] written = new byte[0];
        byte[] synced = new byte[0];
    }

    String text(String name) {
        Content content = files.get(Path.of("/acct", name));
        return content == null ? "(no such file)" : new String(content.written, StandardCharsets.UTF_8);
    }

    List<String> names() {
        return files.keySet().stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    public void put(String name, String text) {
        var content = new Content();
        content.written = text.getBytes(StandardCharsets.UTF_8);
        content.synced = content.written;
        files.put(Path.of("/acct", name), content);
    }

    void cutPower(Tail tail) {
        for (Content content : files.values()) {
            byte[] before = content.written;
            int extra = Math.max(0, before.length - content.synced.length);
            var after = new ByteArrayOutputStream();
            after.writeBytes(content.synced);
            switch (tail) {
                case LOST -> {}
                case TORN -> after.write(before, content.synced.length, extra / 2);
                case ZEROS -> {
                    after.writeBytes(new byte[extra / 2]);
                    after.write(before, before.length - (extra - extra / 2), extra - extra / 2);
                }
            }
            content.written = after.toByteArray();
            content.synced = content.written;
        }
    }

    @Override
    public void createDirectories(Path directory) {}

    @Override
    public List<String> list(Path directory) {
        return names();
    }

    @Override
    public boolean exists(Path file) {
        return files.containsKey(file);
    }

    @Override
    public DiskFile open(Path file) {
        operations.add("open " + file.getFileName());
        return new MemoryFile(file, files.computeIfAbsent(file, path -> new Content()));
    }

    @Override
    public DiskFile openForReading(Path file) {
        return open(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Content content = files.remove(from);
        if (content == null) {
            throw new IOException("no such file: " + from);
        }
        files.put(to, content);
    }

    @Override
    public void delete(Path file) {
        operations.add("delete " + file.getFileName());
        files.remove(file);
    }

    @Override
    public void forceDirectory(Path directory) {
        operations.add("force directory");
    }

    @Override
    public long freeBytes(Path directory) {
        return Long.MAX_VALUE;
    }

    @Override
    public long totalBytes(Path directory) {
        return Long.MAX_VALUE;
    }

    @Override
    public AutoCloseable lock(Path file) {
        return () -> {};
    }

    private final class MemoryFile implements DiskFile {
        private final Path path;
        private final Content content;

        MemoryFile(Path path, Content content) {
            this.path = path;
            this.content = content;
        }

        @Override
        public long size() {
            return content.written.length;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            operations.add("write " + path.getFileName());
            if (failingWrites > 0) {
                failingWrites--;
                from.limit(from.position() + from.remaining() / 2);
                put(from, (int) position);
                throw new IOException("No space left on device");
            }
            put(from, (int) position);
        }

        private void put(ByteBuffer from, int position) {
            int length = from.remaining();
            content.written = Arrays.copyOf(content.written, Math.max(content.written.length, position + length));
            from.get(content.written, position, length);
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int available = content.written.length - (int) position;
            if (available <= 0) {
                return -1;
            }
            int length = Math.min(available, into.remaining());
            into.put(content.written, (int) position, length);
            return length;
        }

        @Override
        public void force() throws IOException {
            operations.add("force " + path.getFileName());
            if (failingForces > 0) {
                failingForces--;
                throw new IOException("Input/output error");
            }
            content.synced = content.written;
        }

        @Override
        public void truncate(long size) {
            content.written = Arrays.copyOf(content.written, (int) size);
        }

        @Override
        public void close() {}
    }
}
