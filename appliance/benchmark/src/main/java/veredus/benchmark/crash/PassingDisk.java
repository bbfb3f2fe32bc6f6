package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import veredus.world.Disk;

/** A disk that passes everything on to another one; those that do something to it extend it. */
class PassingDisk implements Disk {
    final Disk under;

    PassingDisk(Disk under) {
        this.under = under;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return under.open(file);
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return under.openForReading(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        under.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        under.delete(file);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        under.createDirectories(directory);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return under.list(directory);
    }

    @Override
    public boolean exists(Path file) {
        return under.exists(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        under.forceDirectory(directory);
    }

    @Override
    public long freeBytes(Path directory) throws IOException {
        return under.freeBytes(directory);
    }

    @Override
    public long totalBytes(Path directory) throws IOException {
        return under.totalBytes(directory);
    }

    @Override
    public AutoCloseable lock(Path file) throws IOException {
        return under.lock(file);
    }

    /** A file that passes everything on. */
    static class PassingFile implements DiskFile {
        final DiskFile under;

        PassingFile(DiskFile under) {
            this.under = under;
        }

        @Override
        public long size() throws IOException {
            return under.size();
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            under.write(from, position);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return under.read(into, position);
        }

        @Override
        public void force() throws IOException {
            under.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            under.truncate(size);
        }

        @Override
        public void close() throws IOException {
            under.close();
        }
    }
}
