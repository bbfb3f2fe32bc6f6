package veredus.api.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code accounting.toml}, table {@code [accounting]}.
 *
 * @param directory empty takes {@code accounting} in the data directory
 * @param mailLog whether a line per message and attempt goes to {@code mail.log}
 * @param mailLogKeep days of {@code mail.log} older than this are deleted; zero keeps them
 * @param mailLogKeepSize the oldest are deleted while all but the youngest are together larger; zero sets no bound
 * @param outputs where the file names none: one series of JSON Lines
 */
public record AccountingPolicy(
        Optional<String> directory,
        @Default("true") boolean mailLog,

        @Range(min = "0s", max = "3660d") @Default("30d") Duration mailLogKeep,

        @Range(min = "0", max = "1024TiB") @Default("0") ByteSize mailLogKeepSize,

        @Default("[{}]") List<Output> outputs) {

    /**
     * One series of files.
     *
     * @param records PowerMTA's letters: r, d, b, t, tq, and x for what an operator deleted
     * @param rotateEvery a new file at least this often
     * @param rotateAt a new file also at this size
     * @param keep files older than this are deleted; zero keeps them
     * @param keepSize the oldest are deleted while all but the youngest are together larger; zero sets no bound
     */
    public record Output(
            @Default("acct") String name,
            @Default("JSON") Format format,
            @Default("[r, d, b, t, tq]") List<String> records,
            @Range(min = "1m", max = "31d") @Default("1h") Duration rotateEvery,

            @Range(min = "64KiB", max = "64GiB") @Default("256MiB")
            ByteSize rotateAt,

            @Range(min = "0s", max = "3660d") @Default("30d")
            Duration keep,

            @Range(min = "0", max = "1024TiB") @Default("0") ByteSize keepSize) {}

    /** JSON Lines, or CSV with PowerMTA's field names and order. */
    public enum Format {
        JSON,
        CSV
    }
}
