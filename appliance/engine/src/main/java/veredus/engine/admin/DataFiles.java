package veredus.engine.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import veredus.world.Disk;
import veredus.world.SmallFiles;
import veredus.world.Threads;
import veredus.world.World;

/** Small texts of the admin room, readable by the owner alone. Safe for many threads; not for two writers of one file. */
final class DataFiles {
    /** No file of ours is longer. */
    static final int LONGEST_BYTES = 1 << 20;

    private final SmallFiles files;

    DataFiles(World world, Path directory) {
        this(world.disk(), world.threads(), directory);
    }

    DataFiles(Disk disk, Threads threads, Path directory) {
        this.files = new SmallFiles(disk, threads, directory, LONGEST_BYTES);
    }

    boolean exists(String name) {
        return files.exists(name);
    }

    Path path(String name) {
        return files.path(name);
    }

    /** The whole file. */
    String read(String name) throws IOException {
        byte[] bytes = files.read(name)
                .orElseThrow(() -> new NoSuchFileException(files.path(name).toString()));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Puts {@code text} in place of what the file was; after a crash it is the one or the other. */
    void replace(String name, String text) throws IOException {
        files.replace(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Does {@code work} on a platform thread and waits for it: file I/O would hold a virtual thread's carrier. */
    <T> T onPlatform(String name, SmallFiles.Work<T> work) throws IOException {
        try {
            return files.onPlatform(name, work);
        } catch (IOException failed) {
            if (failed.getCause() instanceof AdminRefusal refusal) {
                throw refusal;
            }
            throw failed;
        }
    }
}
