package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.engine.envelope.Envelope;

/** What a message's header asks for, and what becomes of it. */
@Timeout(60)
class HeadersTest {
    @SuppressWarnings("NullAway.Init") // every test opens its own, as it needs it
    private ListenerFixture fixture;

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ListenerFixture.Plan plan() {
        return ListenerFixture.plan()
                .pool("bulk")
                .pool("trial")
                .tenant("acme", Optional.of("bulk"), List.of(), List.of("acme.example"))
                .tenant("zoo", Optional.empty(), List.of("trial"), List.of());
    }

    /** Sends a message and returns the reply to it. */
    private String send(ListenerFixture.Plan plan, String sender, String message) throws Exception {
        fixture = plan.open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.begin(sender, "c@d.example");
            client.send(message + "\r\n.\r\n");
            return client.reply();
        }
    }

    private Envelope envelope() {
        return fixture.accepted.getFirst().envelope();
    }

    @Test
    void steersByItsFieldsAndTakesThemOut() throws Exception {
        send(
                plan().headers("captured", List.of("X-Mailer", "subject")).headers("removed", List.of("X-Internal")),
                "a@b.example",
                "X-Virtual-MTA: trial\r\nX-JOB: autumn\r\nx-envid: e1\r\nX-Priority-Class: 2\r\n"
                        + "X-Internal: secret\r\n folded\r\nX-Mailer: m1\r\nSubject: hello\r\n\r\nX-Job: body");
        assertThat(envelope().pool()).isEqualTo("trial");
        assertThat(envelope().campaign()).isEqualTo("autumn");
        assertThat(envelope().envelopeId()).isEqualTo("e1");
        assertThat(envelope().priority()).isEqualTo(2);
        assertThat(envelope().captured()).isEqualTo(Map.of("x-mailer", "m1", "subject", "hello"));
        assertThat(fixture.text())
                .endsWith("\r\nX-Mailer: m1\r\nSubject: hello\r\n\r\nX-Job: body\r\n")
                .doesNotContain("X-JOB", "X-Virtual-MTA", "secret", "folded", "Priority-Class");
    }

    @Test
    void takesTheDefaultsWhereNothingIsAsked() throws Exception {
        send(plan(), "a@b.example", "Subject: x\r\n");
        assertThat(envelope().tenant()).isEqualTo("default");
        assertThat(envelope().pool()).isEqualTo("default");
        assertThat(envelope().campaign()).isEmpty();
        assertThat(envelope().priority()).isEqualTo(Envelope.USUAL_PRIORITY);
        assertThat(envelope().notBefore()).isEqualTo(envelope().received());
    }

    @Test
    void letsARelayNetworkChooseTheTenantWithItsPool() throws Exception {
        send(plan(), "a@acme.example", "X-Tenant: acme\r\nSubject: x\r\n");
        assertThat(envelope().tenant()).isEqualTo("acme");
        assertThat(envelope().pool()).isEqualTo("bulk");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Virtual-MTA: unknown, 550 5.7.1",
        "X-Tenant: unknown, 550 5.7.1",
        "X-Tenant: acme, 553 5.7.1",
        "'X-Tenant: zoo\r\nX-Virtual-MTA: bulk', 550 5.7.1",
        "X-Priority-Class: 10, 550 5.6.0",
        "X-Schedule: tomorrow, 550 5.6.0",
    })
    void refusesWhatMayNotBe(String field, String reply) throws Exception {
        assertThat(send(plan(), "a@b.example", field + "\r\nSubject: x\r\n\r\nbody"))
                .startsWith(reply + " ");
        assertThat(fixture.accepted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2099-01-02T03:04:05Z, 2099-01-02T03:04:05Z",
        "2099-01-02T03:04:05+02:00, 2099-01-02T01:04:05Z",
        "2099-01-02 03:04:05Z, 2099-01-02T03:04:05Z",
        "4070908800, 2099-01-01T00:00:00Z",
        "4070908800000, 2099-01-01T00:00:00Z",
    })
    void keepsAMessageUntilItsTime(String asked, Instant until) throws Exception {
        send(plan(), "a@b.example", "X-Schedule: " + asked + "\r\n");
        assertThat(envelope().notBefore()).isEqualTo(until);
    }

    @Test
    void takesATimeThatIsPastForNow() throws Exception {
        send(plan(), "a@b.example", "X-Schedule: 2001-01-01T00:00:00Z\r\n");
        assertThat(envelope().notBefore()).isEqualTo(envelope().received());
    }

    @Test
    void addsWhatIsMissingAndHidesTheClient() throws Exception {
        send(plan(), "a@b.example", "Subject: x\r\n");
        String id = fixture.accepted.getFirst().id().toString();
        assertThat(fixture.text())
                .startsWith("Received: by mx.test with ESMTP id " + id + ";\r\n\t")
                .containsPattern(
                        "\r\nMessage-ID: <[^<> ]+@mx.test>\r\nDate: [A-Z][a-z]{2}, [^\r]+\r\nSubject: x\r\n\r\n$")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void leavesWhatIsThereAndNamesTheClientWhereItMay() throws Exception {
        send(
                plan().headers("hideClient", false),
                "a@b.example",
                "Message-Id: <1@x>\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\n");
        assertThat(fixture.text())
                .startsWith("Received: from client.example ([127.0.0.1])\r\n\tby mx.test with ESMTP id ")
                .endsWith("+0000\r\nMessage-Id: <1@x>\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\n");
    }

    @Test
    void separatesABodyThatHasNoHeader() throws Exception {
        send(plan(), "a@b.example", "hello world\r\nX-Job: not a header");
        assertThat(fixture.text()).endsWith("\r\n\r\nhello world\r\nX-Job: not a header\r\n");
        assertThat(envelope().campaign()).isEmpty();
    }

    @Test
    void notesBytesBeyondAscii() throws Exception {
        send(plan(), "a@b.example", "Subject: x\r\n\r\n\u00e4");
        assertThat(envelope().eightBit()).isTrue();
        fixture.close();
        send(plan(), "a@b.example", "Subject: x\r\n\r\na");
        assertThat(envelope().eightBit()).isFalse();
    }

    @Test
    void decidesTheSameWhereverTheHeaderIsCut() throws Exception {
        fixture = plan().open();
        String message = "X-Job: autumn\r\nSubject: x\r\n\r\nbody\r\n.\r\n";
        for (int cut = 0; cut <= message.length(); cut++) {
            fixture.converse(ScriptedConnection.of(
                    "EHLO x\r\n",
                    "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n",
                    message.substring(0, cut),
                    message.substring(cut)));
        }
        assertThat(fixture.accepted).hasSize(message.length() + 1).allSatisfy(taken -> {
            assertThat(taken.envelope().campaign()).isEqualTo("autumn");
            assertThat(ListenerFixture.text(taken)).endsWith("\r\nSubject: x\r\n\r\nbody\r\n");
        });
    }

    @Test
    void receivesNowAndNotLater() throws Exception {
        Instant before = TestWorld.get().time().now().minus(Duration.ofSeconds(1));
        send(plan(), "a@b.example", "Subject: x\r\n");
        assertThat(envelope().received()).isAfter(before);
    }
}
