package veredus.engine.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.AccountingRecord.Bounced.Cause;
import veredus.api.policy.AccountingPolicy;
import veredus.api.policy.AccountingPolicy.Format;
import veredus.api.policy.ByteSize;
import veredus.engine.settlement.Samples;

class AccountingSeriesTest {
    private static final Path DIRECTORY = Path.of("/acct");
    private static final Instant NOON = Samples.RECEIVED;
    private final MemoryDisk disk = new MemoryDisk();

    private static AccountingPolicy.Output output(String... letters) {
        return output(new ByteSize(0), letters);
    }

    private static AccountingPolicy.Output output(ByteSize keepSize, String... letters) {
        return new AccountingPolicy.Output(
                "acct",
                Format.CSV,
                List.of(letters),
                Duration.ofHours(1),
                new ByteSize(2_000),
                Duration.ofDays(30),
                keepSize);
    }

    private static Encoding csv() {
        return Encoding.of(output("tq", "b"), List.of());
    }

    /** The lines of a file, each as the diagnostic of its record; a line that is torn stands as it is. */
    private List<String> lines(String name) {
        return disk.text(name)
                .lines()
                .map(line -> line.startsWith("type,") && line.length() > 50 ? "HEADER" : line)
                .map(line -> line.replaceFirst("^(tq|b),.*,smtp;([^,]+),.*$", "$2"))
                .toList();
    }

    private AccountingSeries open(Instant now) throws IOException {
        return new AccountingSeries(disk, DIRECTORY, output("tq"), csv(), now);
    }

    private static List<AccountingRecord> records(String... ids) {
        var records = new ArrayList<AccountingRecord>();
        for (String id : ids) {
            records.add(new AccountingRecord.QueueFailure(id, NOON, Samples.facts(), "4.4.1", id));
        }
        return records;
    }

    @Test
    void aBatchIsOneWriteAndOneSyncAndTheNewNameIsSynced() throws IOException {
        open(NOON).append(1, records("a", "b"), NOON);

        assertThat(lines("acct-2027-03-01-0001.csv")).containsExactly("HEADER", "a", "b");
        assertThat(disk.operations)
                .containsExactly(
                        "open acct-2027-03-01-0001.csv",
                        "write acct-2027-03-01-0001.csv",
                        "force acct-2027-03-01-0001.csv",
                        "force directory");
    }

    @Test
    void theNextBatchFollowsWithoutAnotherHeader() throws IOException {
        AccountingSeries series = open(NOON);
        series.append(1, records("a"), NOON);
        series.append(2, records("b"), NOON);

        assertThat(lines("acct-2027-03-01-0001.csv")).containsExactly("HEADER", "a", "b");
    }

    @Test
    void aFullFileIsFollowedByTheNextNumber() throws IOException {
        AccountingSeries series = open(NOON);
        series.append(1, records("0".repeat(2_000)), NOON);
        series.append(2, records("b"), NOON);

        assertThat(lines("acct-2027-03-01-0002.csv")).containsExactly("HEADER", "b");
    }

    @Test
    void anOldFileIsFollowedByTheNextNumber() throws IOException {
        AccountingSeries series = open(NOON);
        series.append(1, records("a"), NOON);
        series.append(2, records("b"), NOON.plus(Duration.ofMinutes(59)));
        series.append(3, records("c"), NOON.plus(Duration.ofMinutes(60)));

        assertThat(lines("acct-2027-03-01-0001.csv")).containsExactly("HEADER", "a", "b");
        assertThat(lines("acct-2027-03-01-0002.csv")).containsExactly("HEADER", "c");
    }

    @Test
    void aNewDayStartsAtItsFirstNumber() throws IOException {
        Instant evening = Instant.parse("2027-03-01T23:59:59Z");
        AccountingSeries series = open(evening);
        series.append(1, records("a"), evening);
        series.append(2, records("b"), evening.plusSeconds(1));

        assertThat(disk.names()).containsExactly("acct-2027-03-01-0001.csv", "acct-2027-03-02-0001.csv");
    }

    @Test
    void aRestartContinuesTheYoungestFileOfTheDay() throws IOException {
        disk.put("acct-2027-03-01-0009.csv", "x\r\n");
        disk.put("acct-2027-03-01-0010.csv", "y\r\n");
        open(NOON).append(1, records("a"), NOON);

        assertThat(lines("acct-2027-03-01-0010.csv")).containsExactly("y", "a");
    }

    @Test
    void aRestartOnAnotherDayOverwritesNothing() throws IOException {
        disk.put("acct-2027-02-28-0001.csv", "x\r\n");
        open(NOON).append(1, records("a"), NOON);

        assertThat(lines("acct-2027-02-28-0001.csv")).containsExactly("x");
        assertThat(lines("acct-2027-03-01-0001.csv")).containsExactly("HEADER", "a");
    }

    @ParameterizedTest
    @EnumSource(MemoryDisk.Tail.class)
    void whatAPowerCutLeftOfAnUnsyncedBatchIsCutOffAndComesAgain(MemoryDisk.Tail tail) throws IOException {
        AccountingSeries series = open(NOON);
        series.append(1, records("a"), NOON);
        disk.failingForces = 1;
        assertThatThrownBy(() -> series.append(2, records("lost-1", "lost-2"), NOON))
                .isInstanceOf(IOException.class);
        disk.cutPower(tail);

        open(NOON).append(1, records("lost-1", "lost-2"), NOON);

        assertThat(lines("acct-2027-03-01-0001.csv"))
                .endsWith("lost-1", "lost-2")
                .allMatch(line -> List.of("HEADER", "a", "lost-1", "lost-2").contains(line));
    }

    @Test
    void aFileThatIsTornWithinItsHeaderStartsAnew() throws IOException {
        disk.put("acct-2027-03-01-0001.csv", "i");
        open(NOON).append(1, records("a"), NOON);

        assertThat(lines("acct-2027-03-01-0001.csv")).containsExactly("HEADER", "a");
    }

    @Test
    void aFailedWriteIsWrittenOverAtTheNextTry() throws IOException {
        AccountingSeries series = open(NOON);
        series.append(1, records("a"), NOON);
        disk.failingWrites = 1;
        assertThatThrownBy(() -> series.append(2, records("bbbb", "cccc"), NOON))
                .hasMessage("No space left on device");
        series.append(2, records("bbbb", "cccc"), NOON);

        assertThat(lines("acct-2027-03-01-0001.csv")).containsExactly("HEADER", "a", "bbbb", "cccc");
    }

    @Test
    void afterAFailedSyncTheBatchGoesToANewFile() throws IOException {
        AccountingSeries series = open(NOON);
        series.append(1, records("a"), NOON);
        disk.failingForces = 1;
        assertThatThrownBy(() -> series.append(2, records("b"), NOON)).hasMessage("Input/output error");
        series.append(2, records("b"), NOON);

        assertThat(lines("acct-2027-03-01-0002.csv")).containsExactly("HEADER", "b");
    }

    @Test
    void filesThatCouldNeverBeSyncedDoNotPileUp() throws IOException {
        AccountingSeries series = open(NOON);
        disk.failingForces = 5;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> series.append(1, records("a"), NOON)).isInstanceOf(IOException.class);
        }
        series.append(1, records("a"), NOON);

        assertThat(disk.names()).hasSize(1);
    }

    @Test
    void aBatchThatIsDoneIsNotDoneAgain() throws IOException {
        AccountingSeries series = open(NOON);
        series.append(1, records("a"), NOON);
        series.append(1, records("a"), NOON);

        assertThat(lines("acct-2027-03-01-0001.csv")).containsExactly("HEADER", "a");
    }

    @Test
    void oldFilesOfTheSeriesAreDeletedAndNobodyElses() throws IOException {
        disk.put("acct-2027-01-29-0001.csv", "old");
        disk.put("acct-2027-01-30-0001.csv", "just kept");
        disk.put("acct-2027-01-29.csv", "not of the series");
        disk.put("acct-x-2027-01-29-0001.csv", "another series");
        open(NOON).append(1, records("a"), NOON);

        assertThat(disk.names())
                .containsExactlyInAnyOrder(
                        "acct-2027-01-30-0001.csv",
                        "acct-2027-01-29.csv",
                        "acct-x-2027-01-29-0001.csv",
                        "acct-2027-03-01-0001.csv");
    }

    @Test
    void theOldestAreDeletedWhileAllButTheYoungestAreTogetherTooLarge() throws IOException {
        disk.put("acct-2027-02-26-0001.csv", "0123456789");
        disk.put("acct-2027-02-27-0001.csv", "0123456789");
        disk.put("acct-2027-02-27-0002.csv", "0123456789");
        disk.put("acct-2027-02-28-0001.csv", "0123456789");
        new AccountingSeries(disk, DIRECTORY, output(new ByteSize(25), "tq"), csv(), NOON)
                .append(1, records("a"), NOON);

        assertThat(disk.names())
                .containsExactlyInAnyOrder(
                        "acct-2027-02-27-0002.csv", "acct-2027-02-28-0001.csv", "acct-2027-03-01-0001.csv");
    }

    @Test
    void aSeriesTakesItsLettersOnly() throws IOException {
        var bounces = new AccountingSeries(disk, DIRECTORY, output("x"), csv(), NOON);
        bounces.append(
                1,
                List.of(
                        records("queue failure").getFirst(),
                        bounced("refused", Cause.REFUSED),
                        bounced("deleted", Cause.ADMIN)),
                NOON);

        assertThat(lines("acct-2027-03-01-0001.csv")).containsExactly("HEADER", "deleted");
    }

    private static AccountingRecord bounced(String id, Cause cause) {
        var message = new AccountingRecord.MessageFacts(
                "M", NOON, "s@x.example", "t", "", "p", "", "smtp", "", "", "", 1, Map.of());
        return new AccountingRecord.Bounced(
                id, NOON, message, "r@y.example", Optional.empty(), Samples.facts(), "5.0.0", id, "other", cause);
    }
}
