package veredus.engine.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.ByteSize;

/** L1 to L14 of the catalogue. */
@Timeout(120)
class LimitsTest {
    @SuppressWarnings("NullAway.Init") // every test opens its own, as it needs it
    private ListenerFixture fixture;

    private SmtpClient client(ListenerFixture.Plan plan) throws Exception {
        fixture = plan.open();
        return SmtpClient.greeted(fixture.address());
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void putsOffALongHeaderWhereAllThatComesInHasUsedTheMemory() throws Exception {
        String header = ("X-Long: " + "x".repeat(900) + "\r\n").repeat(40) + "\r\n";
        try (var client = client(ListenerFixture.plan())) {
            long all = fixture.policy().server().receptionMemory().bytes();
            assertThat(fixture.arrivals.reserve(all)).isTrue();
            client.begin("a@b.example", "c@d.example");
            client.send(header + ".\r\n");
            assertThat(client.reply()).isEqualTo("452 4.3.1 too much mail is coming in at once, try again later");
            fixture.arrivals.release(all);
            client.begin("a@b.example", "c@d.example");
            client.send(header + ".\r\n");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(fixture.arrivals.usedBytes()).isZero();
        }
    }

    @Test
    void takesALargeMessageInSmallPiecesWhereAllThatComesInHasUsedTheMemory() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            assertThat(fixture.arrivals.reserve(
                            fixture.policy().server().receptionMemory().bytes()))
                    .isTrue();
            client.begin("a@b.example", "c@d.example");
            client.send("Subject: x\r\n\r\n" + ("x".repeat(76) + "\r\n").repeat(10_000) + ".\r\n");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(fixture.accepted.getFirst().body().sizeBytes()).isGreaterThan(780_000);
        }
    }

    @Test
    void refusesACommandLineAtItsLimitWithoutWaitingForItsEnd() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.send("NOOP " + "x".repeat(600));
            assertThat(client.reply()).isEqualTo("500 5.5.6 line too long");
            client.send("x".repeat(100_000) + "\r\nNOOP\r\n");
            assertThat(client.reply()).isEqualTo("250 2.0.0 ok");
        }
    }

    @Test
    void takesLinesUpToTheLimitOfTheirVerb() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            assertThat(client.ask("NOOP " + "x".repeat(505))).startsWith("250 ");
            assertThat(client.ask("NOOP " + "x".repeat(506))).startsWith("500 5.5.6 ");
            assertThat(client.ask("AUTH PLAIN " + "A".repeat(12_000))).startsWith("538 ");
        }
    }

    @Test
    void refusesATextLineThatIsTooLongAndFindsTheEnd() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.begin("a@b.example", "c@d.example");
            client.send("Subject: x\r\n\r\n" + "x".repeat(998) + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 ");
            client.begin("a@b.example", "c@d.example");
            client.send("Subject: x\r\n\r\n" + "x".repeat(999) + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("550 5.6.0 ");
            client.begin("a@b.example", "c@d.example");
            client.send("x".repeat(10_000_000) + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("550 5.6.0 ");
            assertThat(client.ask("NOOP")).startsWith("250 ");
        }
        assertThat(fixture.accepted).hasSize(1);
    }

    @Test
    void refusesAHeaderThatIsTooLarge() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.begin("a@b.example", "c@d.example");
            client.send("Subject: x\r\n" + (" " + "x".repeat(900) + "\r\n").repeat(1200) + "\r\nbody\r\n.\r\n");
            assertThat(client.reply()).isEqualTo("552 5.3.4 message header too large");
        }
    }

    @Test
    void refusesTooManyHeaderFieldsAndTooManyHops() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.begin("a@b.example", "c@d.example");
            client.send("X: y\r\n".repeat(1001) + "\r\n.\r\n");
            assertThat(client.reply()).isEqualTo("552 5.3.4 too many header fields");
            client.begin("a@b.example", "c@d.example");
            client.send("Received: y\r\n".repeat(51) + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("550 5.4.6 ");
            client.begin("a@b.example", "c@d.example");
            client.send("Received: y\r\n".repeat(50) + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 ");
        }
    }

    @Test
    void keepsTheRecipientsBeforeTheLimit() throws Exception {
        try (var client = client(ListenerFixture.plan().listener("maxRecipients", 3))) {
            var batch = new StringBuilder("MAIL FROM:<a@b.example>\r\n");
            for (int i = 0; i < 500; i++) {
                batch.append("RCPT TO:<r").append(i).append("@d.example>\r\n");
            }
            client.send(batch.append("DATA\r\n").toString());
            var replies = new ArrayList<String>();
            for (int i = 0; i < 502; i++) {
                replies.add(client.reply());
            }
            assertThat(replies.subList(1, 4)).allMatch(reply -> reply.startsWith("250 2.1.5"));
            assertThat(replies.subList(4, 501)).allMatch(reply -> reply.startsWith("452 4.5.3"));
            assertThat(replies.getLast()).startsWith("354");
            client.send(".\r\n");
            assertThat(client.reply()).startsWith("250");
            assertThat(fixture.accepted.getFirst().envelope().recipients()).hasSize(3);
        }
    }

    @Test
    void refusesMoreThanItsSizeAtMailAndAtTheLimit() throws Exception {
        try (var client = client(ListenerFixture.plan().listener("maxMessageSize", new ByteSize(1000)))) {
            assertThat(client.ask("MAIL FROM:<a@b.example> SIZE=1001")).startsWith("552 5.3.4 ");
            client.ask("MAIL FROM:<a@b.example> SIZE=10");
            client.ask("RCPT TO:<c@d.example>");
            client.ask("DATA");
            client.send("Subject: x\r\n\r\n" + "0123456789\r\n".repeat(100_000) + ".\r\n");
            assertThat(client.reply()).startsWith("552 5.3.4 ");
            client.ask("MAIL FROM:<a@b.example>");
            client.ask("RCPT TO:<c@d.example>");
            client.send("BDAT 1200 LAST\r\n" + "0123456789\r\n".repeat(100));
            assertThat(client.reply()).startsWith("552 5.3.4 ");
            assertThat(client.ask("NOOP")).startsWith("250 ");
        }
        assertThat(fixture.accepted).isEmpty();
    }

    @Test
    void readsTheBytesOfAChunkThatComesOutOfOrder() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            assertThat(client.ask("BDAT 6\r\nRSET")).startsWith("503 5.5.1 ");
            client.ask("MAIL FROM:<a@b.example>");
            assertThat(client.ask("BDAT 6 LAST\r\nRSET")).startsWith("503 5.5.1 ");
            client.ask("RCPT TO:<c@d.example>");
            assertThat(client.ask("BDAT 12\r\nSubject: x")).startsWith("250 ");
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("503 5.5.1 ");
            assertThat(client.ask("DATA")).startsWith("503 5.5.1 ");
            assertThat(client.ask("BDAT 0 LAST")).startsWith("250 2.0.0 accepted");
        }
    }

    @Test
    void takesAnEmptyChunkForAnEmptyMessage() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.ask("MAIL FROM:<a@b.example>");
            client.ask("RCPT TO:<c@d.example>");
            assertThat(client.ask("BDAT 0 LAST")).startsWith("250 2.0.0 accepted");
        }
    }

    @Test
    void keepsNothingOfAMessageWhoseClientLeaves() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.ask("MAIL FROM:<a@b.example>");
            client.ask("RCPT TO:<c@d.example>");
            client.send("BDAT 100 LAST\r\nSubject");
        }
        fixture.listener().close();
        assertThat(fixture.listener().sessions()).isZero();
        assertThat(fixture.accepted).isEmpty();
    }

    @Test
    void wantsSmtpUtf8ForAddressesBeyondAscii() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.send("MAIL FROM:<j\u00c3\u00bcrgen@b.example>\r\n");
            assertThat(client.reply()).startsWith("553 5.6.7 ");
            client.send("MAIL FROM:<j\u00c3\u00bcrgen@b.example> SMTPUTF8\r\n");
            assertThat(client.reply()).startsWith("250 ");
            client.send("RCPT TO:<a@b\u00c3\u00bccher.example>\r\n");
            assertThat(client.reply()).startsWith("250 ");
            client.ask("DATA");
            assertThat(client.ask(".")).startsWith("250 ");
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("250 ");
            client.send("RCPT TO:<\u00c3\u00bc@b.example>\r\n");
            assertThat(client.reply()).startsWith("553 5.6.7 ");
        }
        var envelope = fixture.accepted.getFirst().envelope();
        assertThat(envelope.smtpUtf8()).isTrue();
        assertThat(envelope.recipients().getFirst().address()).hasToString("a@xn--bcher-kva.example");
    }

    @Test
    void endsASessionThatBringsNothingButJunk() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.send("NOOP\r\nRSET\r\nVRFY x\r\n".repeat(3_400));
            List<String> replies = client.repliesToTheEnd();
            assertThat(replies).hasSizeLessThanOrEqualTo(101);
            assertThat(replies.getLast()).startsWith("421 4.7.0 ");
        }
    }

    @Test
    void endsASessionWithTooManyErrors() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.send("WHAT\r\n".repeat(100));
            List<String> replies = client.repliesToTheEnd();
            assertThat(replies).hasSize(11);
            assertThat(replies.getLast()).isEqualTo("421 4.7.0 too many errors");
        }
    }

    @Test
    void ignoresWhatComesAfterQuit() throws Exception {
        try (var client = client(ListenerFixture.plan())) {
            client.send("QUIT\r\nNOOP\r\nMAIL FROM:<a@b.example>\r\n");
            assertThat(client.repliesToTheEnd()).containsExactly("221 2.0.0 bye");
        }
    }

    @Test
    void endsASessionThatSaysNothing() throws Exception {
        try (var client = client(ListenerFixture.plan().listener("idleLimit", Duration.ofMillis(200)))) {
            assertThat(client.repliesToTheEnd()).containsExactly("421 4.4.2 waited too long for you");
        }
    }

    @Test
    void endsASessionThatDripsACommand() throws Exception {
        fixture = ListenerFixture.plan().open();
        var clock = new AtomicLong();
        var pieces = new ArrayList<byte[]>(List.of("EHLO client.example\r\n".getBytes(US_ASCII)));
        for (int i = 0; i < 100; i++) {
            pieces.add(new byte[] {'N'});
        }
        // A byte every 29 seconds: each within the idle limit, but no line in five minutes.
        var drip = new ScriptedConnection(
                pieces, () -> clock.addAndGet(Duration.ofSeconds(29).toNanos()));
        assertThat(fixture.converse(drip, clock::get)).endsWith("421 4.4.2 waited too long for you\r\n");
        assertThat(Duration.ofNanos(clock.get())).isLessThan(Duration.ofMinutes(7));
    }

    @Test
    void endsAMessageThatComesTooSlowly() throws Exception {
        try (var client = client(ListenerFixture.plan()
                .listener("idleLimit", Duration.ofMillis(300))
                .listener("minDataRate", 1_000_000_000))) {
            client.begin("a@b.example", "c@d.example");
            var over = new CountDownLatch(1);
            Thread drip = Thread.startVirtualThread(() -> drip(client, over));
            assertThat(client.repliesToTheEnd()).containsExactly("421 4.4.2 message came too slowly");
            over.countDown();
            drip.join();
        }
        assertThat(fixture.accepted).isEmpty();
    }

    /** Says one byte after the other until the server has had enough. */
    private static void drip(SmtpClient client, CountDownLatch over) {
        try {
            while (over.getCount() > 0) {
                client.send("x");
            }
        } catch (IOException closed) {
            // That is what the test waits for.
        }
    }

    @Test
    void endsASessionThatTakesTooLongInAll() throws Exception {
        fixture = ListenerFixture.plan().open();
        var clock = new AtomicLong();
        var busy = new ScriptedConnection(
                Collections.nCopies(100, "EHLO client.example\r\n".getBytes(US_ASCII)),
                () -> clock.addAndGet(Duration.ofMinutes(4).toNanos()));
        assertThat(fixture.converse(busy, clock::get)).endsWith("421 4.4.2 session took too long\r\n");
        assertThat(Duration.ofNanos(clock.get())).isLessThan(Duration.ofMinutes(70));
    }

    @Test
    void endsASessionAfterItsLastMessage() throws Exception {
        try (var client = client(ListenerFixture.plan().listener("maxMessagesPerConnection", 1))) {
            assertThat(client.ask("EHLO client.example")).contains("LIMITS RCPTMAX=1000 MAILMAX=1");
            client.begin("a@b.example", "c@d.example");
            assertThat(client.ask(".")).startsWith("250 ");
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("421 4.7.0 ");
        }
    }

    @Test
    void tellsWhenTheDiskIsFull() throws Exception {
        try (var client = client(ListenerFixture.plan().spool("softFree", new ByteSize(Long.MAX_VALUE)))) {
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("452 4.3.1 ");
        }
        fixture.close();
        try (var client = client(ListenerFixture.plan()
                .spool("softFree", new ByteSize(Long.MAX_VALUE))
                .spool("hardFree", new ByteSize(Long.MAX_VALUE)))) {
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("451 4.3.0 ");
        }
    }
}
