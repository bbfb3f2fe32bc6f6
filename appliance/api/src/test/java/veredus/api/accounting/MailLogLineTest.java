package veredus.api.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MailLogLineTest {
    private static String line(AccountingRecord record) {
        var out = new LineBuffer();
        MailLogLine.write(record, out);
        return out.toString();
    }

    @Test
    void aDeliveryReadsFromLeftToRight() {
        assertThat(line(Samples.DELIVERED))
                .isEqualTo("2026-11-24T10:11:15.678Z event=delivered id=01ARZ3NDEKTSV to=a@example.net"
                        + " from=news@example.org tenant=acme campaign=spring queue=spring:acme@example.net/marketing"
                        + " vmta=m1 site=mx.example.net mx=mx1.example.net ip=198.51.100.25 source=192.0.2.10"
                        + " tls=TLSv1.3 attempt=1 delay=3.3 status=2.0.0"
                        + " reply=\"250 2.0.0 ok, queued as \\\"X\\\"\"\n");
    }

    @Test
    void aReplyCannotForgeALine() {
        assertThat(line(Samples.bounced("a@example.net", "550 x\n2026 event=delivered")))
                .containsOnlyOnce("\n");
    }

    @Test
    void aReceptionNamesClientAndListener() {
        assertThat(line(Samples.received()))
                .contains(" event=received ", " client=app1.example.org user=app listener=submission");
    }
}
