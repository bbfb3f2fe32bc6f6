package veredus.mail.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.report.ReportedRecipient.Action;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.MailParameters.Ret;
import veredus.mail.smtp.OriginalRecipient;
import veredus.mail.smtp.Reply;

class DeliveryReportTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final String ORIGINAL = "From: s@example.org\r\nSubject: hello\r\n\r\nbody\r\n";

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow();
    }

    private static ReportedRecipient failed(String address, Reply reply) {
        return new ReportedRecipient(
                mailbox(address),
                Optional.of(new OriginalRecipient("rfc822", "first@example.com")),
                Action.FAILED,
                new EnhancedCode(5, 1, 1),
                Optional.of("mx.example.com"),
                Optional.of(reply),
                Optional.of(NOON),
                Optional.empty());
    }

    private static String report(ReportedRecipient recipient, Ret ret, int maxBytes, boolean utf8) {
        return report(recipient, ret, maxBytes, utf8, "Mail Delivery System");
    }

    private static String report(ReportedRecipient recipient, Ret ret, int maxBytes, boolean utf8, String fromName) {
        var report = new DeliveryReport(
                mailbox("s@example.org"),
                mailbox("MAILER-DAEMON@out.example.net"),
                fromName,
                new Domain("out.example.net"),
                Optional.of("env 1"),
                Optional.of(NOON),
                List.of(recipient),
                ret,
                maxBytes,
                utf8,
                "<1@out.example.net>",
                NOON,
                "=_boundary");
        return new String(report.toBytes(ReportTemplate.FAILURE, ORIGINAL.getBytes(UTF_8)), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Mail Delivery System|Mail Delivery System <",
                "Acme, Inc.|\"Acme, Inc.\" <",
                "the \"post\"|\"the \\\"post\\\"\" <",
                "Büro|=?UTF-8?B?QsO8cm8=?= <",
                "~~|<",
            })
    void theNameInFromIsWrittenAsAHeaderMayHaveIt(String name, String written) {
        var recipient = failed("a@example.com", Reply.of(550, 1, 1, "no such user"));
        assertThat(report(recipient, Ret.FULL, 1_000, false, name))
                .startsWith("From: " + written + "MAILER-DAEMON@out.example.net>\r\n");
    }

    @Test
    void aNameInFromCannotAddAHeader() {
        var recipient = failed("a@example.com", Reply.of(550, 1, 1, "no such user"));
        assertThat(report(recipient, Ret.FULL, 1_000, false, "x\r\nBcc: victim@example.com"))
                .doesNotContain("\r\nBcc:");
    }

    @Test
    void aFailureIsReportedToHumanAndMachine() {
        String text = report(failed("a@example.com", Reply.of(550, 1, 1, "no such user")), Ret.FULL, 1_000, false);
        assertThat(text)
                .startsWith("From: Mail Delivery System <MAILER-DAEMON@out.example.net>\r\nTo: <s@example.org>\r\n")
                .contains(
                        "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"=_boundary\"\r\n")
                .contains("<a@example.com>: host mx.example.com said: 550 5.1.1 no such user\r\n")
                .contains("""
                        Content-Type: message/delivery-status\r
                        \r
                        Original-Envelope-Id: env 1\r
                        Reporting-MTA: dns; out.example.net\r
                        Arrival-Date: Tue, 24 Nov 2026 12:00:00 +0000\r
                        \r
                        Original-Recipient: rfc822;first@example.com\r
                        Final-Recipient: rfc822; a@example.com\r
                        Action: failed\r
                        Status: 5.1.1\r
                        Remote-MTA: dns; mx.example.com\r
                        Diagnostic-Code: smtp; 550 5.1.1 no such user\r
                        Last-Attempt-Date: Tue, 24 Nov 2026 12:00:00 +0000\r
                        \r
                        --=_boundary\r
                        Content-Type: message/rfc822\r
                        \r
                        """ + ORIGINAL)
                .endsWith("\r\n--=_boundary--\r\n");
    }

    @Test
    void onlyTheHeaderGoesBackWhenAskedOrWhenTheMessageIsTooLarge() {
        var recipient = failed("a@example.com", Reply.of(550, "no"));
        for (String text : List.of(report(recipient, Ret.HDRS, 1_000, false), report(recipient, Ret.FULL, 10, false))) {
            assertThat(text)
                    .contains(
                            "Content-Type: text/rfc822-headers\r\n\r\nFrom: s@example.org\r\nSubject: hello\r\n\r\n--")
                    .doesNotContain("body");
        }
    }

    @Test
    void whatAStrangerSaidIsCleanedCutAndFolded() {
        var reply = new Reply(
                550, Optional.empty(), List.of("a\r\nBcc: x\u001B[0m", "word ".repeat(50), "x".repeat(5_000)));
        String text = report(failed("a@example.com", reply), Ret.HDRS, 0, false);
        assertThat(text).doesNotContain("\u001B").doesNotContain("\r\nBcc:");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(300));
        assertThat(text.length()).isLessThan(5_000);
    }

    @Test
    void anAddressBeyondAsciiIsWrittenAsItIsWhereThatWasAgreed() {
        String text = report(failed("jürgen@example.com", Reply.of(550, "unbekannt: jürgen")), Ret.FULL, 1_000, true);
        assertThat(text)
                .contains("Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n")
                .contains("Final-Recipient: utf-8; jürgen@example.com\r\n")
                .contains("Content-Type: message/global\r\n");
    }

    @Test
    void otherwiseEverythingButTheTextIsAscii() {
        String text = report(failed("jürgen@example.com", Reply.of(550, "unbekannt: jürgen")), Ret.FULL, 1_000, false);
        assertThat(text)
                .contains("Final-Recipient: utf-8; j\\x{FC}rgen@example.com\r\n")
                .contains("Diagnostic-Code: smtp; 550 unbekannt: j?rgen\r\n")
                .contains("Content-Type: message/delivery-status\r\n");
        assertThat(text.chars().allMatch(c -> c < 128)).isTrue();
    }

    @Test
    void aDelaySaysUntilWhenItWillBeTried() {
        var recipient = new ReportedRecipient(
                mailbox("a@example.com"),
                Optional.empty(),
                Action.DELAYED,
                new EnhancedCode(4, 4, 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOON));
        String text = report(recipient, Ret.HDRS, 0, false);
        assertThat(text)
                .contains("Action: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: Tue, 24 Nov 2026 12:00:00 +0000\r\n")
                .contains("<a@example.com>: 4.4.1\r\n")
                .doesNotContain("Original-Recipient", "Remote-MTA");
    }

    @Test
    void aPlaceholderInsideAStrangersTextIsNotFilled() {
        String text = report(failed("a@example.com", Reply.of(550, "{{sender}}")), Ret.HDRS, 0, false);
        assertThat(text).contains("said: 550 {{sender}}\r\n");
    }
}
