package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.Origin;
import veredus.api.policy.User;
import veredus.world.PasswordHash;

/** T1 to T7 of the catalogue, and what TLS is for. */
@Timeout(60)
class StartTlsTest {
    private ListenerFixture fixture;

    private static ListenerFixture.Plan plan() {
        return ListenerFixture.plan()
                .tls(TestTls.engines())
                .listener("handshakeLimit", Duration.ofMillis(500))
                .user(new User(
                        "joe",
                        "default",
                        Optional.of(PasswordHash.make(
                                        "secret".getBytes(StandardCharsets.UTF_8),
                                        TestWorld.get().chance())
                                .toString()),
                        Optional.empty(),
                        Origin.BUILT_IN));
    }

    @BeforeEach
    void open() throws Exception {
        fixture = plan().open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void takesAMessageInsideTls() throws Exception {
        try (var client = TestTls.greeted(fixture)) {
            client.begin("a@b.example", "c@d.example");
            client.send("Subject: x\r\n\r\nsecret\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 2.0.0 accepted");
            assertThat(fixture.text()).contains(" with ESMTPS id ");
        }
    }

    @Test
    void offersTlsOnceAndAuthOnlyInside() throws Exception {
        try (var client = SmtpClient.connect(fixture.address())) {
            assertThat(client.ask("EHLO client.example")).contains("STARTTLS").doesNotContain("AUTH");
            assertThat(client.ask("STARTTLS")).startsWith("220 ");
            TestTls.secure(client);
            assertThat(client.ask("EHLO client.example"))
                    .contains("250-AUTH PLAIN LOGIN")
                    .doesNotContain("STARTTLS");
        }
    }

    @Test
    void refusesCommandsThatCameInClearBehindStartTls() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.send("STARTTLS\r\nEHLO evil.example\r\n");
            assertThat(client.repliesToTheEnd())
                    .containsExactly("554 5.5.0 you went on in clear after STARTTLS (RFC 3207)");
        }
    }

    @Test
    void takesCommandsSentInClearAfterItsReplyForABrokenHandshake() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("STARTTLS");
            client.send("EHLO evil.example\r\n");
            assertThat(client.repliesToTheEnd()).noneMatch(reply -> reply.startsWith("250"));
        }
    }

    @Test
    void forgetsEverythingThatWasSaidInClear() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("MAIL FROM:<a@b.example>");
            assertThat(client.ask("STARTTLS")).startsWith("503 5.5.1 ");
            client.ask("RSET");
            client.ask("STARTTLS");
            TestTls.secure(client);
            assertThat(client.ask("RCPT TO:<c@d.example>")).startsWith("503 5.5.1 ");
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("503 5.5.1 say EHLO first");
        }
    }

    @Test
    void doesNotAuthenticateInClear() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            assertThat(client.ask("AUTH PLAIN AGpvZQBzZWNyZXQ=")).startsWith("538 5.7.11 ");
        }
    }

    @Test
    void knowsOneStartTlsPerSessionWithoutArgument() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            assertThat(client.ask("STARTTLS now")).startsWith("501 5.5.4 ");
        }
        try (var client = TestTls.greeted(fixture)) {
            assertThat(client.ask("STARTTLS")).startsWith("503 5.5.1 ");
        }
    }

    @Test
    void closesOnAHandshakeThatIsGarbage() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("STARTTLS");
            client.send("\u0016\u0003\u0001garbage garbage garbage garbage garbage garbage");
            assertThat(client.repliesToTheEnd()).noneMatch(reply -> reply.startsWith("2"));
        }
    }

    @Test
    void closesOnAHandshakeThatStalls() throws Exception {
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("STARTTLS");
            client.send("\u0016");
            assertThat(client.repliesToTheEnd()).noneMatch(reply -> reply.startsWith("2"));
        }
    }

    @Test
    void speaksTlsFromTheStartWhereThePolicySaysSo() throws Exception {
        fixture.close();
        fixture = plan().listener("tls", ListenerPolicy.Tls.IMPLICIT).open();
        try (var client = SmtpClient.silent(fixture.address())) {
            TestTls.secure(client);
            assertThat(client.reply()).startsWith("220 mx.test ");
            assertThat(client.ask("EHLO client.example")).doesNotContain("STARTTLS");
        }
    }

    @Test
    void takesNoMailInClearWhereThePolicyWantsTls() throws Exception {
        fixture.close();
        fixture = plan().listener("requireTls", true).open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("530 5.7.0 STARTTLS first");
            assertThat(client.ask("BDAT 2 LAST\r\n")).startsWith("530 5.7.0 ");
        }
        try (var client = TestTls.greeted(fixture)) {
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("250 ");
        }
    }
}
