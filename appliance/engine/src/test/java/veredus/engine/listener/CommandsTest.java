package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.Recipient;

@Timeout(60)
class CommandsTest {
    private ListenerFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = ListenerFixture.plan().open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void takesAMessageWithData() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            assertThat(client.begin("a@sender.example", "b@x.example", "c@y.example"))
                    .startsWith("354 ");
            client.send("Subject: hello\r\nFrom: a@sender.example\r\n\r\nbody\r\n..dot\r\n.\r\n");
            String reply = client.reply();
            Message message = fixture.accepted.getFirst();
            assertThat(reply).isEqualTo("250 2.0.0 accepted as " + message.id());
            Envelope envelope = message.envelope();
            assertThat(envelope.sender()).hasToString("a@sender.example");
            assertThat(envelope.recipients())
                    .extracting(Recipient::address)
                    .map(Object::toString)
                    .containsExactly("b@x.example", "c@y.example");
            assertThat(envelope.source())
                    .isEqualTo(new Envelope.Source("smtp", "127.0.0.1", "client.example", "", "smtp"));
            assertThat(fixture.text()).endsWith("Subject: hello\r\nFrom: a@sender.example\r\n\r\nbody\r\n.dot\r\n");
            assertThat(client.ask("QUIT")).isEqualTo("221 2.0.0 bye");
        }
    }

    @Test
    void takesAMessageInChunksThatEndAnywhere() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("MAIL FROM:<a@sender.example>");
            client.ask("RCPT TO:<b@x.example>");
            client.send("BDAT 11\r\nSubject: x\r");
            assertThat(client.reply()).startsWith("250 ");
            client.send("BDAT 9\r\n\n\r\n.\r\nbo\r");
            assertThat(client.reply()).startsWith("250 ");
            client.send("BDAT 1 LAST\r\n\n");
            assertThat(client.reply()).startsWith("250 2.0.0 accepted as ");
            assertThat(fixture.text()).endsWith("Subject: x\r\n\r\n.\r\nbo\r\n");
        }
    }

    @Test
    void endsAMessageWithALineEvenWhenTheLastChunkDoesNot() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("MAIL FROM:<a@sender.example>");
            client.ask("RCPT TO:<b@x.example>");
            client.send("BDAT 16 LAST\r\nSubject: x\r\n\r\nbo");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(fixture.text()).endsWith("\r\n\r\nbo\r\n");
        }
    }

    @Test
    void announcesWhatItDoes() throws Exception {
        try (var client = SmtpClient.connect(fixture.address())) {
            assertThat(client.ask("EHLO client.example").lines())
                    .containsExactlyInAnyOrder(
                            "250-mx.test",
                            "250-SIZE 52428800",
                            "250-8BITMIME",
                            "250-PIPELINING",
                            "250-CHUNKING",
                            "250-SMTPUTF8",
                            "250-DSN",
                            "250-ENHANCEDSTATUSCODES",
                            "250 LIMITS RCPTMAX=1000");
            assertThat(client.ask("HELO client.example")).isEqualTo("250 mx.test");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOOP | 250 2.0.0",
                "NOOP with words | 250 2.0.0",
                "RSET | 250 2.0.0",
                "VRFY someone | 252 2.0.0",
                "EXPN list | 502 5.5.1",
                "HELP | 214 2.0.0",
                "QUIT | 221 2.0.0",
                "quit | 221 2.0.0",
                "STARTTLS | 502 5.5.1",
                "AUTH PLAIN | 538 5.7.11",
                "DATA | 503 5.5.1",
                "RCPT TO:<a@b.example> | 503 5.5.1",
                "BDAT 0 LAST | 503 5.5.1",
                "MAIL FROM:<> | 250 2.1.0",
                "MAIL FROM:<a@b.example> SIZE=100 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x | 250 2.1.0",
                "MAIL FROM:<a@b.example> SIZE=52428801 | 552 5.3.4",
                "MAIL FROM:<a@b.example> SIZE=1 SIZE=2 | 501 5.5.4",
                "MAIL FROM:<a@b.example> WHAT=EVER | 555 5.5.4",
                "MAIL FROM:<a@b.example> BODY=BINARYMIME | 555 5.5.4",
                "MAIL FROM: <a@b.example> | 250 2.1.0",
                "MAIL FROM:a@b.example | 501 5.1.7",
                "MAIL a@b.example | 501 5.5.4",
                "ETRN x | 502 5.5.1",
                "TURN | 502 5.5.1",
                "DEBUG | 502 5.5.1",
                "WIZ | 502 5.5.1",
                "XFORWARD NAME=x | 502 5.5.1",
                "XCLIENT ADDR=192.0.2.1 | 550 5.7.0",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 | 502 5.5.1",
                "GET / HTTP/1.1 | 521 5.7.0",
                "BDAT -1 | 501 5.5.4",
                "BDAT 18446744073709551617 | 501 5.5.4",
                "BDAT 1e3 | 501 5.5.4",
            })
    void answersEachCommandByItsRule(String command, String reply) throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            assertThat(client.ask(command)).startsWith(reply + " ");
        }
    }

    @Test
    void wantsEhloFirst() throws Exception {
        try (var client = SmtpClient.connect(fixture.address())) {
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("503 5.5.1 ");
            assertThat(client.ask("BDAT 4 LAST\r\nRSET")).startsWith("503 5.5.1 ");
        }
    }

    @Test
    void takesAWholePipelinedTransactionAndAnswersInOneBatch() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nRCPT TO:<bad>\r\nDATA\r\n");
            assertThat(List.of(client.reply(), client.reply(), client.reply(), client.reply()))
                    .satisfiesExactly(
                            reply -> assertThat(reply).startsWith("250 2.1.0"),
                            reply -> assertThat(reply).startsWith("250 2.1.5"),
                            reply -> assertThat(reply).startsWith("501 5.1.3"),
                            reply -> assertThat(reply).startsWith("354 "));
            client.send("Subject: 1\r\n\r\none\r\n.\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
            assertThat(client.reply()).startsWith("250 2.0.0");
            assertThat(client.reply()).startsWith("250 2.1.0");
            assertThat(client.reply()).startsWith("250 2.1.5");
            assertThat(client.reply()).startsWith("354 ");
            client.send("Subject: 2\r\n\r\ntwo\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 2.0.0");
            assertThat(fixture.accepted).hasSize(2);
        }
    }

    @Test
    void keepsTheSenderAndDsnWishesOfEachRecipient() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("MAIL FROM:<a@b.example> RET=FULL ENVID=abc+2Bd");
            client.ask("RCPT TO:<c@d.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;other+40x.example");
            client.ask("DATA");
            client.send(".\r\n");
            assertThat(client.reply()).startsWith("250 ");
        }
        Envelope envelope = fixture.accepted.getFirst().envelope();
        assertThat(envelope.envelopeId()).isEqualTo("abc+d");
        assertThat(envelope.returnFull()).contains(true);
        Recipient recipient = envelope.recipients().getFirst();
        assertThat(recipient.wantsSuccess()).isTrue();
        assertThat(recipient.wantsDelay()).isTrue();
        assertThat(recipient.wantsFailure()).isFalse();
        assertThat(recipient.originalRecipient()).contains("rfc822;other@x.example");
    }

    @Test
    void forgetsTheTransactionOnRsetAndOnEhlo() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("MAIL FROM:<a@b.example>");
            client.ask("RCPT TO:<c@d.example>");
            client.ask("RSET");
            assertThat(client.ask("DATA")).startsWith("503 ");
            client.ask("MAIL FROM:<a@b.example>");
            client.ask("RCPT TO:<c@d.example>");
            client.ask("EHLO client.example");
            assertThat(client.ask("DATA")).startsWith("503 ");
        }
    }

    @Test
    void countsWhatItDid() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.begin("a@b.example", "c@d.example", "e@f.example");
            client.send("Subject: x\r\n\r\n.\r\n");
            client.reply();
            client.ask("DATA");
            client.ask("QUIT");
        }
        assertThat(fixture.counters.connections()).isEqualTo(1);
        assertThat(fixture.counters.acceptedMessages()).isEqualTo(1);
        assertThat(fixture.counters.acceptedRecipients()).isEqualTo(2);
        assertThat(fixture.counters.acceptedBytes())
                .isEqualTo(fixture.accepted.getFirst().body().sizeBytes());
        assertThat(fixture.counters.rejections()).isEqualTo(Map.of(503, 1L));
    }
}
