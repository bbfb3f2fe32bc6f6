package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import veredus.world.Disk;

/**
 * A disk that keeps what has not been forced in this process, so that SIGKILL loses it as a power cut would: for a
 * killed process alone the kernel's pages would live on. Names (creating, renaming, deleting) and truncation reach the
 * disk beneath at once. Safe for use by many threads; each file has one lock.
 */
final class LossyDisk extends PassingDisk {
    private static final int PAGE = 4096;

    private final boolean honest;
    private final Map<Path, Unforced> files = new ConcurrentHashMap<>();

    /** @param honest false plants a fault: forcing a file of the log does nothing, and says that it did */
    LossyDisk(Disk under, boolean honest) {
        super(under);
        this.honest = honest;
    }

    /** The pages of one file that were written and not forced. */
    private static final class Unforced {
        private final ReentrantLock lock = new ReentrantLock();
        private final TreeMap<Long, byte[]> pages = new TreeMap<>();
        private long size;
    }

    private boolean isHonest(Path file) {
        String name = file.getFileName().toString();
        return honest || !(name.endsWith(".log") || name.endsWith(".spare"));
    }

    private static Path key(Path file) {
        return file.toAbsolutePath().normalize();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new LossyFile(
                under.open(file), files.computeIfAbsent(key(file), name -> new Unforced()), isHonest(file));
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new LossyFile(
                under.openForReading(file), files.computeIfAbsent(key(file), name -> new Unforced()), isHonest(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        under.rename(from, to);
        Unforced moved = files.remove(key(from));
        if (moved == null) {
            files.remove(key(to));
        } else {
            files.put(key(to), moved);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        under.delete(file);
        files.remove(key(file));
    }

    private record LossyFile(DiskFile under, Unforced unforced, boolean honest) implements DiskFile {
        @Override
        public long size() throws IOException {
            unforced.lock.lock();
            try {
                return Math.max(under.size(), unforced.size);
            } finally {
                unforced.lock.unlock();
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            unforced.lock.lock();
            try {
                long at = position;
                while (from.hasRemaining()) {
                    int offset = (int) (at % PAGE);
                    int part = Math.min(PAGE - offset, from.remaining());
                    from.get(page(at - offset), offset, part);
                    at += part;
                }
                unforced.size = Math.max(unforced.size, at);
            } finally {
                unforced.lock.unlock();
            }
        }

        private byte[] page(long start) throws IOException {
            byte[] known = unforced.pages.get(start);
            if (known != null) {
                return known;
            }
            byte[] page = new byte[PAGE];
            var into = ByteBuffer.wrap(page);
            while (into.hasRemaining() && under.read(into, start + into.position()) >= 0) {
                // More of it follows.
            }
            unforced.pages.put(start, page);
            return page;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            unforced.lock.lock();
            try {
                long left = size() - position;
                if (left <= 0) {
                    return -1;
                }
                long start = position - position % PAGE;
                byte[] kept = unforced.pages.get(start);
                int part = (int) Math.min(Math.min(into.remaining(), left), start + PAGE - position);
                if (kept == null) {
                    return readBeneath(into, position, part);
                }
                into.put(kept, (int) (position - start), part);
                return part;
            } finally {
                unforced.lock.unlock();
            }
        }

        /** Reads from beneath, where a hole before unforced pages reads as zeros. */
        private int readBeneath(ByteBuffer into, long position, int part) throws IOException {
            ByteBuffer some = into.slice(into.position(), part);
            int read = Math.max(0, under.read(some, position));
            if (read == 0) {
                into.put(new byte[part]);
                return part;
            }
            into.position(into.position() + read);
            return read;
        }

        @Override
        public void force() throws IOException {
            if (!honest) {
                return;
            }
            unforced.lock.lock();
            try {
                flush();
                under.force();
            } finally {
                unforced.lock.unlock();
            }
        }

        private void flush() throws IOException {
            for (Map.Entry<Long, byte[]> page : unforced.pages.entrySet()) {
                int length = (int) Math.min(PAGE, size() - page.getKey());
                under.write(ByteBuffer.wrap(page.getValue(), 0, length), page.getKey());
            }
            unforced.pages.clear();
        }

        @Override
        public void truncate(long size) throws IOException {
            unforced.lock.lock();
            try {
                if (honest) {
                    flush();
                } else {
                    unforced.pages.tailMap(size, true).clear();
                }
                unforced.size = size;
                under.truncate(size);
            } finally {
                unforced.lock.unlock();
            }
        }

        /** What is not forced stays with the name, as it does in a kernel. */
        @Override
        public void close() throws IOException {
            under.close();
        }
    }
}
