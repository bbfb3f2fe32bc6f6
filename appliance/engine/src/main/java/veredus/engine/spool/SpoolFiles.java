package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import veredus.world.Disk;
import veredus.world.Disk.DiskFile;

/**
 * The names in a spool's directory, and its identity.
 *
 * <pre>
 * spool           magic:4 version:2 zero:2 spoolId:8 crc:4
 * lock            held by the one process that may write
 * NNNNNNNN.log    segments, in order
 * NNNNNNNN.spare  emptied or fresh segments, for use again
 * snapshot        the catalogue at a clean stop
 * quarantine/     copies of what was damaged
 * </pre>
 */
final class SpoolFiles {
    private static final int IDENTITY_MAGIC = 0x5652_5350;
    private static final int IDENTITY_BYTES = 20;

    final Disk disk;
    final Path directory;

    SpoolFiles(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    Path identity() {
        return directory.resolve("spool");
    }

    Path lockFile() {
        return directory.resolve("lock");
    }

    Path snapshot() {
        return directory.resolve("snapshot");
    }

    Path quarantine() {
        return directory.resolve("quarantine");
    }

    Path segment(int number) {
        return directory.resolve(String.format(Locale.ROOT, "%08d.log", number));
    }

    Path spare(int number) {
        return directory.resolve(String.format(Locale.ROOT, "%08d.spare", number));
    }

    List<Integer> segmentNumbers() throws IOException {
        return numbers(".log");
    }

    List<Integer> spareNumbers() throws IOException {
        return numbers(".spare");
    }

    private List<Integer> numbers(String ending) throws IOException {
        var numbers = new ArrayList<Integer>();
        for (String name : disk.list(directory)) {
            number(name, ending).ifPresent(numbers::add);
        }
        numbers.sort(null);
        return numbers;
    }

    private static OptionalInt number(String name, String ending) {
        String digits = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : "";
        return digits.matches("[0-9]{8,9}") ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }

    /** The spool's id; empty when the directory is new. */
    @Nullable
    Long readIdentity() throws IOException, SpoolException {
        if (!disk.exists(identity())) {
            return null;
        }
        try (DiskFile file = disk.openForReading(identity())) {
            ByteBuffer read = ByteBuffer.allocate(IDENTITY_BYTES);
            readFully(file, read, 0);
            read.flip();
            if (read.limit() == 0 && segmentNumbers().isEmpty()) {
                return null; // a crash cut its making short
            }
            if (read.limit() < IDENTITY_BYTES
                    || read.getInt(0) != IDENTITY_MAGIC
                    || read.getInt(16) != crc(read.slice(0, 16))) {
                if (segmentNumbers().isEmpty()) {
                    return null;
                }
                throw corrupt(identity() + " is damaged; restore it from a backup, or move the directory away to start"
                        + " with an empty spool");
            }
            if (read.getShort(4) > LogFormat.FORMAT_VERSION) {
                throw corrupt(directory + " has spool format " + read.getShort(4) + " and this version reads up to "
                        + LogFormat.FORMAT_VERSION + "; run the version that wrote it");
            }
            return read.getLong(8);
        }
    }

    void writeIdentity(long spoolId) throws IOException {
        try (DiskFile file = disk.open(identity())) {
            ByteBuffer out = ByteBuffer.allocate(IDENTITY_BYTES);
            out.putInt(IDENTITY_MAGIC).putShort(LogFormat.FORMAT_VERSION).putShort((short) 0);
            out.putLong(spoolId).putInt(crc(out.slice(0, 16))).flip();
            file.write(out, 0);
            file.force();
        }
        disk.forceDirectory(directory);
    }

    static SpoolException corrupt(String what) {
        return new SpoolException(SpoolException.Reason.CORRUPT, what);
    }

    private static int crc(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Reads until {@code into} is full or the file ends. */
    static void readFully(DiskFile file, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = file.read(into, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }
}
