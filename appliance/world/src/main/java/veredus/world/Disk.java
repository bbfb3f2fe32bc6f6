package veredus.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Files whose durability matters. What was written is safe only after {@link DiskFile#force}; a created, renamed or
 * deleted name only after {@link #forceDirectory}. File I/O holds its carrier: call it from platform threads.
 */
public interface Disk {

    /** Makes the directory and its parents, readable by the owner alone. */
    void createDirectories(Path directory) throws IOException;

    /** The names in {@code directory}, sorted. */
    List<String> list(Path directory) throws IOException;

    boolean exists(Path file);

    /** Opens for reading and writing, creating it (owner only) where it does not exist. */
    DiskFile open(Path file) throws IOException;

    /** Opens for reading. */
    DiskFile openForReading(Path file) throws IOException;

    void rename(Path from, Path to) throws IOException;

    /** Deletes it; fine when it is not there. */
    void delete(Path file) throws IOException;

    void forceDirectory(Path directory) throws IOException;

    /** Bytes that may still be written to the file system of {@code directory}. */
    long freeBytes(Path directory) throws IOException;

    /** Bytes of the file system of {@code directory} in all. */
    long totalBytes(Path directory) throws IOException;

    /**
     * Locks {@code file} for this process until the handle is closed.
     *
     * @throws IOException with who holds it, when somebody else does
     */
    AutoCloseable lock(Path file) throws IOException;

    /** One open file. Reads may come from many threads, writes from one. */
    interface DiskFile extends AutoCloseable {
        long size() throws IOException;

        /** Writes all that remains in {@code from} at {@code position}. */
        void write(ByteBuffer from, long position) throws IOException;

        /** Reads up to what remains in {@code into}; -1 at the end. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Makes written bytes durable (fdatasync). After a failure nothing is known about any of them. */
        void force() throws IOException;

        /** Sets the size; new space reads as zeros. */
        void truncate(long size) throws IOException;

        @Override
        void close() throws IOException;
    }
}
