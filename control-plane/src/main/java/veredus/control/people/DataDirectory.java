package veredus.control.people;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import veredus.world.Disk;
import veredus.world.Threads;

/**
 * The control plane's own small files. Each is replaced as a whole: after a crash it is what it was or what it became.
 * Any thread may call; file I/O is done on platform threads, since it would hold a virtual thread's carrier.
 */
public final class DataDirectory {
    /** No file of ours is longer. */
    public static final int LONGEST_BYTES = 4 << 20;

    private final Disk disk;
    private final Threads threads;
    private final Path directory;

    public DataDirectory(Disk disk, Threads threads, Path directory) {
        this.disk = disk;
        this.threads = threads;
        this.directory = directory;
    }

    /** Makes the directory, for us alone. */
    public void create() throws IOException {
        onPlatform("make " + directory, () -> {
            disk.createDirectories(directory);
            return true;
        });
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    /** The whole file; absent when there is none. */
    public Optional<byte[]> read(String name) throws IOException {
        return onPlatform("read " + name, () -> {
            Path file = directory.resolve(name);
            if (!disk.exists(file)) {
                return Optional.empty();
            }
            try (Disk.DiskFile open = disk.openForReading(file)) {
                if (open.size() > LONGEST_BYTES) {
                    throw new IOException(file + " is longer than " + LONGEST_BYTES + " bytes");
                }
                var bytes = ByteBuffer.allocate((int) open.size());
                int got = 0;
                while (bytes.hasRemaining() && got >= 0) {
                    got = open.read(bytes, bytes.position());
                }
                return Optional.of(bytes.array());
            }
        });
    }

    /** Puts {@code content} in place of what the file was. */
    public void replace(String name, byte[] content) throws IOException {
        onPlatform("write " + name, () -> {
            Path made = directory.resolve(name + ".new");
            try (Disk.DiskFile open = disk.open(made)) {
                open.truncate(0);
                open.write(ByteBuffer.wrap(content), 0);
                open.force();
            }
            disk.rename(made, directory.resolve(name));
            // Here it is durable.
            disk.forceDirectory(directory);
            return true;
        });
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T onPlatform(String name, Work<T> work) throws IOException {
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
        if (failure.get() != null) {
            throw new IOException(name + ": " + failure.get().getMessage(), failure.get());
        }
        return result.get();
    }
}
