package veredus.engine.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import veredus.world.Disk;
import veredus.world.Threads;
import veredus.world.World;

/** Small files of the admin room, readable by the owner alone. Safe for many threads; not for two writers of one file. */
final class DataFiles {
    /** No file of ours is longer. */
    static final int LONGEST_BYTES = 1 << 20;

    private final Disk disk;
    private final Threads threads;
    private final Path directory;

    /** Something that touches files. */
    interface Work<T> {
        T run() throws IOException;
    }

    DataFiles(World world, Path directory) {
        this(world.disk(), world.threads(), directory);
    }

    DataFiles(Disk disk, Threads threads, Path directory) {
        this.disk = disk;
        this.threads = threads;
        this.directory = directory;
    }

    boolean exists(String name) {
        return disk.exists(directory.resolve(name));
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** The whole file. */
    String read(String name) throws IOException {
        return onPlatform("read " + name, () -> {
            try (Disk.DiskFile file = disk.openForReading(directory.resolve(name))) {
                if (file.size() > LONGEST_BYTES) {
                    throw new IOException(directory.resolve(name) + " is longer than " + LONGEST_BYTES + " bytes");
                }
                ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
                int got = 0;
                while (bytes.hasRemaining() && got >= 0) {
                    got = file.read(bytes, bytes.position());
                }
                return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            }
        });
    }

    /** Puts {@code text} in place of what the file was; after a crash it is the one or the other. */
    void replace(String name, String text) throws IOException {
        onPlatform("write " + name, () -> {
            Path made = directory.resolve(name + ".new");
            try (Disk.DiskFile file = disk.open(made)) {
                file.truncate(0);
                file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
                file.force();
            }
            disk.rename(made, directory.resolve(name));
            disk.forceDirectory(directory);
            return true;
        });
    }

    /** Does {@code work} on a platform thread and waits for it: file I/O would hold a virtual thread's carrier. */
    <T> T onPlatform(String name, Work<T> work) throws IOException {
        var result = new AtomicReference<T>();
        var failure = new AtomicReference<Exception>();
        var done = new CountDownLatch(1);
        threads.startPlatform(name, () -> {
            try {
                result.set(work.run());
            } catch (IOException | RuntimeException failed) {
                failure.set(failed);
            } finally {
                done.countDown();
            }
        });
        try {
            done.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before the end of: " + name, stopped);
        }
        if (failure.get() instanceof AdminRefusal refusal) {
            throw refusal;
        }
        if (failure.get() != null) {
            throw new IOException(name + ": " + failure.get().getMessage(), failure.get());
        }
        return result.get();
    }
}
