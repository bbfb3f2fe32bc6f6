package veredus.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Small files of one directory, each replaced as a whole: after a crash it is what it was or what it became. Readable by
 * the owner alone. Any thread may call; file I/O is done on platform threads, since it would hold a virtual thread's
 * carrier. Not for two writers of one file.
 */
public final class SmallFiles {
    private final Disk disk;
    private final Threads threads;
    private final Path directory;
    private final int longestBytes;

    /** Something that touches files. */
    public interface Work<T> {
        T run() throws IOException;
    }

    /** @param longestBytes a longer file is none of ours and not read */
    public SmallFiles(Disk disk, Threads threads, Path directory, int longestBytes) {
        this.disk = disk;
        this.threads = threads;
        this.directory = directory;
        this.longestBytes = longestBytes;
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

    public boolean exists(String name) {
        return disk.exists(path(name));
    }

    /** The whole file; absent when there is none. */
    public Optional<byte[]> read(String name) throws IOException {
        return onPlatform("read " + name, () -> {
            if (!exists(name)) {
                return Optional.empty();
            }
            try (Disk.DiskFile file = disk.openForReading(path(name))) {
                if (file.size() > longestBytes) {
                    throw new IOException(path(name) + " is longer than " + longestBytes + " bytes");
                }
                ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
                int got = 0;
                while (bytes.hasRemaining() && got >= 0) {
                    got = file.read(bytes, bytes.position());
                }
                return Optional.of(Arrays.copyOf(bytes.array(), bytes.position()));
            }
        });
    }

    /** Puts {@code content} in place of what the file was. Durable when it returns. */
    public void replace(String name, byte[] content) throws IOException {
        onPlatform("write " + name, () -> {
            Path made = path(name + ".new");
            try (Disk.DiskFile file = disk.open(made)) {
                file.truncate(0);
                file.write(ByteBuffer.wrap(content), 0);
                file.force();
            }
            disk.rename(made, path(name));
            disk.forceDirectory(directory);
            return true;
        });
    }

    /**
     * Does {@code work} on a platform thread and waits for it. A {@link RuntimeException} of it comes out as it is: it may
     * be a refusal that somebody answers.
     *
     * @throws IOException when files fail; {@code name} says what was to be done
     */
    public <T> T onPlatform(String name, Work<T> work) throws IOException {
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
        Exception failed = failure.get();
        if (failed instanceof RuntimeException ofTheWork) {
            throw ofTheWork;
        }
        if (failed != null) {
            throw new IOException(name + ": " + failed.getMessage(), failed);
        }
        return result.get();
    }
}
