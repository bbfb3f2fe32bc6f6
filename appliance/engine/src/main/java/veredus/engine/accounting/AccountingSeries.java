package veredus.engine.accounting;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.LineBuffer;
import veredus.api.policy.AccountingPolicy;
import veredus.world.Disk;
import veredus.world.Disk.DiskFile;

/**
 * One series of accounting files. A batch is one write and one sync; it is durable when {@link #append} returns. Used by
 * one thread.
 *
 * <h2>When a write or a sync fails</h2>
 *
 * <p>A failed write leaves the end of the last good batch as the place to write: the next try overwrites what there is.
 * After a failed sync nothing is known of the file's pages, and the kernel may call the next sync of them a success: the
 * file is left alone, and the batch goes to a new one.
 *
 * <h2>After a crash</h2>
 *
 * <p>The youngest file of the day is continued. What follows its last whole line, or a page that never reached the disk
 * (zeros), is cut off: those records come again, since their states were not committed.
 */
final class AccountingSeries implements AutoCloseable {
    /** How far back from its end a file may be torn: more than the largest batch. */
    private static final int TORN_BOUND = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AccountingSeries.class);
    private static final String DELETED_BY_OPERATOR = "x";

    private final Disk disk;
    private final Path directory;
    private final AccountingPolicy.Output policy;
    private final Encoding encoding;
    private final Set<String> letters;
    private final DatedFiles names;
    private final LineBuffer lines = new LineBuffer();

    private @Nullable DiskFile file;
    private Path path = Path.of("");
    private long position;
    private Instant opened = Instant.EPOCH;
    private LocalDate day = LocalDate.EPOCH;
    private boolean nameIsDurable;
    private boolean dirty;
    private long lastBatch;

    /** Continues or starts the series. */
    AccountingSeries(Disk disk, Path directory, AccountingPolicy.Output policy, Encoding encoding, Instant now)
            throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.policy = policy;
        this.encoding = encoding;
        this.letters = Set.copyOf(policy.records());
        this.names = new DatedFiles(disk, directory, policy.name(), encoding.extension());
        Optional<Path> youngest = names.newest(dayOf(now));
        if (youngest.isPresent()) {
            continueWith(youngest.get(), now);
        }
    }

    private void continueWith(Path youngest, Instant now) throws IOException {
        DiskFile found = disk.open(youngest);
        long size = found.size();
        long whole = wholeLines(found, size);
        if (whole < size) {
            LOG.info("Cut {} torn bytes off {}", size - whole, youngest);
            found.truncate(whole);
            found.force();
        }
        file = found;
        path = youngest;
        position = whole;
        opened = now;
        day = dayOf(now);
    }

    /** Where the last whole line ends before anything that never reached the disk. */
    private static long wholeLines(DiskFile file, long size) throws IOException {
        long start = Math.max(0, size - TORN_BOUND);
        long whole = start;
        var chunk = ByteBuffer.allocate(64 * 1024);
        long at = start;
        while (at < size) {
            chunk.clear();
            int read = file.read(chunk, at);
            if (read <= 0) {
                return whole;
            }
            for (int i = 0; i < read; i++) {
                byte b = chunk.get(i);
                if (b == 0) {
                    return whole;
                }
                if (b == '\n') {
                    whole = at + i + 1;
                }
            }
            at += read;
        }
        return whole;
    }

    /**
     * Makes those of {@code records} durable that belong here. The same batch may be handed over again after a failure,
     * here or elsewhere: what has been done is not done twice.
     */
    void append(long batch, List<AccountingRecord> records, Instant now) throws IOException {
        if (lastBatch == batch) {
            return;
        }
        if (records.stream().anyMatch(this::belongs)) {
            write(records, now);
        }
        lastBatch = batch;
    }

    private boolean belongs(AccountingRecord record) {
        return letters.contains(record.type())
                || (record instanceof AccountingRecord.Bounced bounced
                        && bounced.cause() == AccountingRecord.Bounced.Cause.ADMIN
                        && letters.contains(DELETED_BY_OPERATOR));
    }

    private void write(List<AccountingRecord> records, Instant now) throws IOException {
        if (file != null && isFull(now)) {
            leave();
        }
        DiskFile into = file == null ? openNext(now) : file;
        lines.clear();
        if (position == 0) {
            encoding.header().accept(lines);
        }
        for (AccountingRecord record : records) {
            if (belongs(record)) {
                encoding.line().accept(record, lines);
            }
        }
        if (dirty) {
            into.truncate(position);
        }
        dirty = true;
        into.write(ByteBuffer.wrap(lines.bytes(), 0, lines.length()), position);
        try {
            into.force(); // the records are durable from here on
        } catch (IOException unsynced) {
            abandon();
            throw unsynced;
        }
        if (!nameIsDurable) {
            disk.forceDirectory(directory);
            nameIsDurable = true;
        }
        dirty = false;
        position += lines.length();
    }

    private boolean isFull(Instant now) {
        return position >= policy.rotateAt().bytes()
                || !day.equals(dayOf(now))
                || !now.isBefore(opened.plus(policy.rotateEvery()));
    }

    private DiskFile openNext(Instant now) throws IOException {
        LocalDate today = dayOf(now);
        Path name = names.next(today);
        DiskFile next = disk.open(name);
        file = next;
        path = name;
        position = 0;
        opened = now;
        day = today;
        nameIsDurable = false;
        dirty = false;
        if (!policy.keep().isZero()) {
            names.deleteBefore(dayOf(now.minus(policy.keep())));
        }
        if (policy.keepSize().bytes() > 0) {
            names.deleteAbove(policy.keepSize().bytes());
        }
        return next;
    }

    /** Leaves a file whose last batch could not be synced; deletes it where it has no other, lest they pile up. */
    private void abandon() throws IOException {
        leave();
        if (position == 0) {
            disk.delete(path);
        }
    }

    /** Writes no more to the file that is open. */
    private void leave() {
        DiskFile left = file;
        file = null;
        try {
            if (left != null) {
                left.close();
            }
        } catch (IOException unimportant) {
            LOG.warn("Closing an accounting file of {} failed: {}", policy.name(), unimportant.getMessage());
        }
    }

    private static LocalDate dayOf(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    @Override
    public void close() {
        leave();
    }
}
