package veredus.api.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccountingCsvTest {
    private static List<String> cells(AccountingCsv csv, AccountingRecord record) {
        var out = new LineBuffer();
        csv.write(record, out);
        return parse(out.toString());
    }

    /** RFC 4180, read independently. */
    private static List<String> parse(String line) {
        assertThat(line).endsWith("\r\n");
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length() - 2; i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && line.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private static String header(AccountingCsv csv) {
        var out = new LineBuffer();
        csv.writeHeader(out);
        return out.toString();
    }

    @Test
    void theFirstColumnsAreThoseThatPowerMtasConsumersKnow() {
        assertThat(header(new AccountingCsv(List.of("d", "b"), List.of())))
                .startsWith("type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,"
                        + "srcType,srcMta,dlvType,dlvSourceIp,dlvDestinationIp,dlvEsmtpAvailable,dlvSize,vmta,jobId,"
                        + "envId,queue,vmtaPool,")
                .endsWith(",id,tenant,site\r\n");
    }

    @Test
    void theColumnsAreThoseOfAllKindsInTheFile() {
        assertThat(header(new AccountingCsv(List.of("tq"), List.of())))
                .isEqualTo(
                        "type,timeLogged,dsnStatus,dsnDiag,dsnMta,dlvType,dlvSourceIp,dlvDestinationIp,vmta,queue,id,"
                                + "site\r\n");
    }

    @Test
    void aBounceReadsAsPowerMtaWritesIt() {
        List<String> cells = cells(
                new AccountingCsv(List.of("d", "b"), List.of("Subject")),
                Samples.bounced("a@example.net", "550 5.1.1 no such \"user\", sorry"));

        assertThat(cells)
                .startsWith(
                        "b",
                        "2026-11-24 10:11:15+0000",
                        "2026-11-24 10:11:12+0000",
                        "news@example.org",
                        "a@example.net",
                        "",
                        "failed",
                        "5.1.1 (bad destination mailbox address)",
                        "smtp;550 5.1.1 no such \"user\", sorry",
                        "mx1.example.net (198.51.100.25)",
                        "bad-mailbox",
                        "smtp",
                        "app1.example.org",
                        "smtp",
                        "192.0.2.10",
                        "198.51.100.25",
                        "PIPELINING,SIZE 10240000",
                        "10240",
                        "m1",
                        "spring",
                        "env-1",
                        "example.net/m1",
                        "marketing")
                .endsWith("b.1", "acme", "mx.example.net", "Grüße, \"Freund\"");
    }

    @Test
    void everyLineHasAsManyCellsAsTheHeader() {
        var csv = new AccountingCsv(List.of("r", "d", "b", "t", "tq"), List.of("subject"));
        int columns = parse(header(csv)).size();

        for (AccountingRecord record : List.of(
                Samples.received(),
                Samples.DELIVERED,
                Samples.bounced("a@example.net", "x"),
                Samples.deferred(),
                Samples.QUEUE_FAILURE)) {
            assertThat(cells(csv, record)).as(record.type()).hasSize(columns);
        }
    }

    @Test
    void textThatASpreadsheetWouldRunIsDisarmed() {
        assertThat(cells(new AccountingCsv(List.of("b"), List.of()), Samples.bounced("=1+1@example.net", "x"))
                        .get(4))
                .isEqualTo("'=1+1@example.net");
    }

    @Test
    void aLineEndInAReplyDoesNotEndTheLine() {
        assertThat(cells(new AccountingCsv(List.of("b"), List.of()), Samples.bounced("a@example.net", "550 a\r\nb"))
                        .get(8))
                .isEqualTo("smtp;550 a  b");
    }

    @Test
    void anUnknownStatusHasAMeaningToo() {
        assertThat(StatusGloss.with("5.9.9")).isEqualTo("5.9.9 (undefined status)");
    }
}
