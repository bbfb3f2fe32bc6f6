package veredus.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Postfix before us and behind us: one hands all its mail to us over TLS, we hand it to another one, which returns its
 * notices by the same way.
 */
@Tag("peers")
@Needs(
        value = {"postfix", "openssl"},
        root = true)
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // opened before all tests
class PostfixTest {
    private static final String SENDER = "sender@back.example";

    /** UTF-8 as bytes, one a character: {@code δ@uni.example}. */
    private static final String GREEK = "\u00CE\u00B4@uni.example";

    private PostfixServer behind;
    private PostfixServer before;
    private Wiretap chunks;
    private Wiretap dots;
    private Appliance appliance;

    @BeforeAll
    void start() throws Exception {
        int ours = Patience.freePort();
        int plain = Patience.freePort();
        behind = PostfixServer.start(
                Patience.freePort(),
                List.of(
                        "box@safe.example",
                        "second@safe.example",
                        "box@chunks.example",
                        "box@dots.example",
                        "δ@uni.example"),
                plain,
                Map.of("smtp_tls_security_level", "none"));
        before = PostfixServer.start(Patience.freePort(), List.of(SENDER), ours, Map.of());
        chunks = Wiretap.before(behind.port());
        dots = Wiretap.before(behind.port());
        appliance = new Appliance.Plan()
                .listener("tls", ours, "relay-networks = [\"127.0.0.0/8\"]\nrequire-tls = true")
                .listener("plain", plain, "relay-networks = [\"127.0.0.0/8\"]\ntls = \"none\"")
                .route("safe.example", behind.port(), "tls = \"required\"")
                .route("uni.example", behind.port(), "")
                .route("chunks.example", chunks.port(), "tls = \"never\"")
                .route("dots.example", dots.port(), "tls = \"never\"\nchunking = false")
                .route("back.example", before.port(), "tls = \"required\"")
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {appliance, before, behind, chunks, dots}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private void inject(String mail, List<String> recipients, String subject, String body) throws IOException {
        try (var talk = Talk.with(before.port())) {
            talk.message(
                    mail,
                    recipients,
                    "From: <" + SENDER
                            + ">\r\nTo: list:;\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                            + "Content-Transfer-Encoding: 8bit\r\nSubject: " + subject + "\r\n\r\n" + body);
        }
    }

    @Test
    void passesEightBitTextThroughWithTlsOnBothSides() throws Exception {
        inject(
                "<" + SENDER + "> BODY=8BITMIME",
                List.of("<box@safe.example>"),
                "mark-eight",
                "gr\u00C3\u00BC\u00C3\u009Fe");
        assertThat(behind.mailboxes().mail("mark-eight"))
                .contains("gr\u00C3\u00BC\u00C3\u009Fe")
                .contains("by veredus.example")
                .contains("using TLSv1.3");
        JsonNode delivered = appliance.record("d", "box@safe.example");
        assertThat(delivered.path("dlvTlsProtocol").asString()).isEqualTo("TLSv1.3");
        assertThat(before.log()).contains("TLS connection established to 127.0.0.1");
    }

    @Test
    void passesTheWishesForNoticesOnAndBringsTheNoticeBack() throws Exception {
        inject(
                "<" + SENDER + "> RET=HDRS ENVID=envelope-7",
                List.of("<box@chunks.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;first@other.example"),
                "mark-notice",
                "text");
        assertThat(before.mailboxes().mail("Original-Envelope-Id: envelope-7"))
                .contains("Action: delivered")
                .contains("Original-Recipient: rfc822;first@other.example");
        assertThat(chunks.said())
                .anySatisfy(said -> assertThat(said)
                        .contains(" RET=HDRS ENVID=envelope-7")
                        .contains(" NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;first@other.example"));
    }

    @Test
    void passesAddressesInUtf8On() throws Exception {
        inject(
                "<" + SENDER + "> BODY=8BITMIME SMTPUTF8",
                List.of("<" + GREEK + ">"),
                "mark-greek \u00CE\u00B4",
                "text");
        assertThat(behind.mailboxes().mail("mark-greek")).contains("Subject: mark-greek \u00CE\u00B4");
    }

    @Test
    void deliversToThreeAndReportsTheOneThatIsRefused() throws Exception {
        inject(
                "<" + SENDER + ">",
                List.of("<box@safe.example>", "<nobody@safe.example>", "<second@safe.example>"),
                "mark-three",
                "text");
        JsonNode bounced = appliance.record("b", "nobody@safe.example");
        assertThat(bounced.path("dsnStatus").asString()).isEqualTo("5.1.1");
        assertThat(bounced.path("bounceCat").asString()).isEqualTo("bad-mailbox");
        assertThat(appliance
                        .record("d", "second@safe.example")
                        .path("dsnAction")
                        .asString())
                .isEqualTo("relayed");
        assertThat(before.mailboxes().mail("nobody@safe.example"))
                .containsPattern("Final-Recipient: rfc822; ?nobody@safe.example")
                .contains("Action: failed")
                .contains("Status: 5.1.1")
                .contains("From: Mail Delivery System <MAILER-DAEMON@veredus.example>");
    }

    @Test
    void bringsALargeMessageOverUnchanged() throws Exception {
        String line = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcd\r\n";
        String body = line.repeat(150_000);
        inject("<" + SENDER + ">", List.of("<box@chunks.example>"), "mark-large", body + "last line");
        String arrived = behind.mailboxes().mail("mark-large");
        String text = arrived.substring(arrived.indexOf("\n\n") + 2);
        assertThat(text.equals(body.replace("\r\n", "\n") + "last line\n"))
                .as("12 MB are the same on both sides, of which %d arrived", text.length())
                .isTrue();
        assertThat(chunks.said()).anySatisfy(said -> assertThat(said).contains("BDAT "));
    }

    @Test
    void keepsDotsWithAndWithoutChunking() throws Exception {
        for (String domain : List.of("chunks", "dots")) {
            inject(
                    "<" + SENDER + ">",
                    List.of("<box@" + domain + ".example>"),
                    "mark-dots-" + domain,
                    "..\r\n...\r\n..x\r\n\r\n..");
            assertThat(behind.mailboxes().mail("mark-dots-" + domain)).endsWith("\n\n.\n..\n.x\n\n.\n");
        }
        assertThat(dots.said()).allSatisfy(said -> assertThat(said).doesNotContain("BDAT"));
    }
}
