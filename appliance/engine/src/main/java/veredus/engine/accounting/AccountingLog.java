package veredus.engine.accounting;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import veredus.api.accounting.AccountingRecord;
import veredus.api.policy.AccountingPolicy;
import veredus.world.Disk;
import veredus.world.Time;
import veredus.world.World;

/**
 * All accounting files and the mail log. A batch is durable in every series when {@link #append} returns; the mail log
 * is for reading along and is not synced. Used by the settlement thread alone.
 */
public final class AccountingLog implements AutoCloseable {
    private final Time time;
    private final List<AccountingSeries> series;
    private final @Nullable MailLog mailLog;

    private AccountingLog(Time time, List<AccountingSeries> series, @Nullable MailLog mailLog) {
        this.time = time;
        this.series = series;
        this.mailLog = mailLog;
    }

    /**
     * Opens or continues the files of {@code policy} in {@code directory}.
     *
     * @param headers captured header fields that get a column in CSV
     * @throws IOException when the directory cannot be made, listed or written
     */
    public static AccountingLog open(World world, AccountingPolicy policy, List<String> headers, Path directory)
            throws IOException {
        Disk disk = world.disk();
        Instant now = world.time().now();
        disk.createDirectories(directory);
        var series = new ArrayList<AccountingSeries>();
        for (AccountingPolicy.Output output : policy.outputs()) {
            series.add(new AccountingSeries(disk, directory, output, Encoding.of(output, headers), now));
        }
        MailLog mailLog = policy.mailLog() ? new MailLog(disk, directory, policy, now) : null;
        return new AccountingLog(world.time(), List.copyOf(series), mailLog);
    }

    /**
     * Makes {@code records} durable. After a failure the same batch is to be handed over again under the same number;
     * series that have it skip it. A later batch has a higher number.
     *
     * @throws IOException when not every series has it; each has tried
     */
    public void append(long batch, List<AccountingRecord> records) throws IOException {
        Instant now = time.now();
        @Nullable IOException first = null;
        for (AccountingSeries each : series) {
            try {
                each.append(batch, records, now);
            } catch (IOException failed) {
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        if (first != null) {
            throw first;
        }
        if (mailLog != null) {
            mailLog.append(records, now);
        }
    }

    @Override
    public void close() {
        series.forEach(AccountingSeries::close);
        if (mailLog != null) {
            mailLog.close();
        }
    }
}
