package veredus.engine.accounting;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.LineBuffer;
import veredus.api.accounting.MailLogLine;
import veredus.api.policy.AccountingPolicy;
import veredus.world.Disk;
import veredus.world.Disk.DiskFile;

/**
 * {@code mail.log}: a line for each record, for people and for grep. Not synced; when it cannot be written, mail goes on
 * without. Each day, and at {@link #ROTATE_AT_BYTES}, it becomes {@code mail-YYYY-MM-DD-NNNN.log}, kept as
 * long as policy says. Used by one thread.
 */
final class MailLog implements AutoCloseable {
    static final long ROTATE_AT_BYTES = 256L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(MailLog.class);

    private final Disk disk;
    private final Path path;
    private final DatedFiles old;
    private final AccountingPolicy policy;
    private final LineBuffer lines = new LineBuffer();
    private @Nullable DiskFile file;
    private long position;
    private LocalDate day;
    private boolean failing;

    MailLog(Disk disk, Path directory, AccountingPolicy policy, Instant now) {
        this.disk = disk;
        this.path = directory.resolve("mail.log");
        this.policy = policy;
        this.old = new DatedFiles(disk, directory, "mail", "log");
        this.day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    void append(List<AccountingRecord> records, Instant now) {
        lines.clear();
        for (AccountingRecord record : records) {
            MailLogLine.write(record, lines);
        }
        try {
            rotateWhenDue(LocalDate.ofInstant(now, ZoneOffset.UTC));
            DiskFile into = file;
            if (into == null) {
                into = disk.open(path);
                file = into;
                position = into.size();
            }
            into.write(ByteBuffer.wrap(lines.bytes(), 0, lines.length()), position);
            position += lines.length();
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("Cannot write {}; its lines are missing until it can be written: {}", path, e.getMessage());
            }
            failing = true;
            close();
        }
    }

    private void rotateWhenDue(LocalDate today) throws IOException {
        boolean dayIsOver = !day.equals(today);
        if (!dayIsOver && position < ROTATE_AT_BYTES) {
            return;
        }
        close();
        if (disk.exists(path)) {
            disk.rename(path, old.next(day));
        }
        position = 0;
        day = today;
        if (!policy.mailLogKeep().isZero()) {
            old.deleteBefore(today.minusDays(policy.mailLogKeep().toDays()));
        }
        if (policy.mailLogKeepSize().bytes() > 0) {
            old.deleteAbove(policy.mailLogKeepSize().bytes());
        }
    }

    @Override
    public void close() {
        DiskFile left = file;
        file = null;
        try {
            if (left != null) {
                left.close();
            }
        } catch (IOException unimportant) {
            LOG.warn("Closing {} failed: {}", path, unimportant.getMessage());
        }
    }
}
