package veredus.engine.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import veredus.api.admin.AdminJson;
import veredus.api.admin.AuditPage;
import veredus.api.admin.AuditRecord;
import veredus.world.Disk;
import veredus.world.Time;
import veredus.world.World;

/**
 * Who changed what: one JSON object in a line of {@link #FILE}. A full file is renamed to {@code audit-N.jsonl}; of these
 * the oldest go when they are too old or too many ({@link Keep}). A line that a crash has torn is cut off at the next start. Safe for many
 * threads; one writes at a time.
 */
final class AuditLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    static final String FILE = "audit.jsonl";

    /** A file that would be longer is put aside. */
    static final long LARGEST_BYTES = 16L << 20;

    private static final String ASIDE = "audit-";
    private static final String END = ".jsonl";

    private final DataFiles files;
    private final Disk disk;
    private final Path directory;
    private final long largest;
    private final Keep keep;
    private final Time time;
    private final Semaphore turn = new Semaphore(1);
    private Disk.DiskFile file;
    private long size;

    /**
     * What is kept of the files put aside.
     *
     * @param age files without a younger record are deleted; zero keeps them
     * @param bytes the oldest are deleted while all but the youngest are together larger; zero sets no bound
     */
    record Keep(Duration age, long bytes) {}

    private AuditLog(
            DataFiles files, World world, Path directory, long largest, Keep keep, Disk.DiskFile file, long size) {
        this.files = files;
        this.disk = world.disk();
        this.time = world.time();
        this.directory = directory;
        this.largest = largest;
        this.keep = keep;
        this.file = file;
        this.size = size;
    }

    static AuditLog open(DataFiles files, World world, Path directory, Keep keep) throws IOException {
        return open(files, world, directory, LARGEST_BYTES, keep);
    }

    static AuditLog open(DataFiles files, World world, Path directory, long largest, Keep keep) throws IOException {
        return files.onPlatform("open the audit log", () -> {
            Disk disk = world.disk();
            Disk.DiskFile file = disk.open(directory.resolve(FILE));
            String text = read(file);
            long whole = text.substring(0, text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8).length;
            file.truncate(whole);
            file.force();
            disk.forceDirectory(directory);
            var opened = new AuditLog(files, world, directory, largest, keep, file, whole);
            opened.clean();
            return opened;
        });
    }

    /**
     * Writes {@code record}.
     *
     * @param durable whether it is forced to the disk before this returns
     */
    void append(AuditRecord record, boolean durable) throws IOException {
        byte[] line = (AdminJson.LENIENT.writeValueAsString(record) + "\n").getBytes(StandardCharsets.UTF_8);
        turn.acquireUninterruptibly();
        try {
            files.onPlatform("write the audit log", () -> {
                if (size > 0 && size + line.length > largest) {
                    rotate();
                }
                file.write(ByteBuffer.wrap(line), size);
                size += line.length;
                if (durable) {
                    file.force();
                }
                return size;
            });
        } finally {
            turn.release();
        }
    }

    private void rotate() throws IOException {
        List<String> aside = aside();
        long next = aside.isEmpty() ? 1 : number(aside.getLast()) + 1;
        file.force();
        file.close();
        disk.rename(directory.resolve(FILE), directory.resolve(ASIDE + next + END));
        file = disk.open(directory.resolve(FILE));
        size = 0;
        clean();
        disk.forceDirectory(directory);
    }

    /** Deletes what is too old or too much. */
    private void clean() throws IOException {
        List<String> aside = aside();
        long left = 0;
        for (String name : aside) {
            left += size(name);
        }
        // The youngest stays, so that something is there to look back at.
        for (int old = 0; old < aside.size() - 1; old++) {
            boolean tooMuch = keep.bytes() > 0 && left > keep.bytes();
            if (!tooMuch && !isTooOld(aside.get(old))) {
                break;
            }
            left -= size(aside.get(old));
            disk.delete(directory.resolve(aside.get(old)));
        }
    }

    private long size(String name) throws IOException {
        try (Disk.DiskFile old = disk.openForReading(directory.resolve(name))) {
            return old.size();
        }
    }

    private boolean isTooOld(String name) throws IOException {
        if (keep.age().isZero()) {
            return false;
        }
        var latest = new ArrayList<AuditRecord>();
        boolean unused = collect(name, Optional.empty(), 0, latest);
        return latest.isEmpty() || latest.getFirst().when().isBefore(time.now().minus(keep.age()));
    }

    /** The files put aside, the oldest first. */
    private List<String> aside() throws IOException {
        return disk.list(directory).stream()
                .filter(name -> name.matches(ASIDE + "[0-9]{1,18}" + END))
                .sorted((one, other) -> Long.compare(number(one), number(other)))
                .toList();
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(ASIDE.length(), name.length() - END.length()));
    }

    /** The latest records since {@code since}, the latest first. */
    AuditPage page(Optional<Instant> since, int limit) throws IOException {
        turn.acquireUninterruptibly();
        try {
            return files.onPlatform("read the audit log", () -> {
                var names = new ArrayList<String>(aside());
                names.add(FILE);
                var found = new ArrayList<AuditRecord>();
                for (int i = names.size() - 1; i >= 0; i--) {
                    if (!collect(names.get(i), since, limit, found)) {
                        break;
                    }
                }
                return new AuditPage(found.subList(0, Math.min(limit, found.size())), found.size() <= limit);
            });
        } finally {
            turn.release();
        }
    }

    /** Whether older files may have more. */
    private boolean collect(String name, Optional<Instant> since, int limit, List<AuditRecord> found)
            throws IOException {
        try (Disk.DiskFile old = disk.openForReading(directory.resolve(name))) {
            List<String> lines = read(old).lines().toList();
            for (int i = lines.size() - 1; i >= 0; i--) {
                try {
                    AuditRecord record = AdminJson.LENIENT.readValue(lines.get(i), AuditRecord.class);
                    if (found.size() > limit
                            || since.filter(record.when()::isBefore).isPresent()) {
                        return false;
                    }
                    found.add(record);
                } catch (JacksonException damaged) {
                    log.warn("a line of {} cannot be read and is left out", name);
                }
            }
        }
        return true;
    }

    private static String read(Disk.DiskFile file) throws IOException {
        if (file.size() > Integer.MAX_VALUE / 4) {
            throw new IOException("the audit log is too long to be read; move it away");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        int got = 0;
        while (bytes.hasRemaining() && got >= 0) {
            got = file.read(bytes, bytes.position());
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        turn.acquireUninterruptibly();
        try {
            file.force();
            file.close();
        } catch (IOException lost) {
            log.error("the end of the audit log may be lost", lost);
        }
    }
}
