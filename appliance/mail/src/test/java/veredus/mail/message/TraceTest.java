package veredus.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.message.Received.Protocol;

class TraceTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:05Z");

    @Test
    void datesAreThoseOfTheLibraryForSixThousandYears() {
        var formatter = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT);
        var random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, 200_000_000_000L));
            ZoneOffset zone = ZoneOffset.ofTotalSeconds(random.nextInt(-18 * 60, 18 * 60 + 1) * 60);
            assertThat(DateFormat.rfc5322(instant, zone))
                    .isEqualTo(formatter.format(OffsetDateTime.ofInstant(instant, zone)));
        }
    }

    @Test
    void leapDaysAreKept() {
        assertThat(DateFormat.rfc5322(Instant.parse("2024-02-29T23:59:59Z")))
                .isEqualTo("Thu, 29 Feb 2024 23:59:59 +0000");
        assertThat(DateFormat.rfc5322(Instant.EPOCH)).isEqualTo("Thu, 1 Jan 1970 00:00:00 +0000");
    }

    private static Received received(String helo, Optional<String> name, String ip) {
        return new Received(
                helo,
                name,
                ip,
                new Domain("mx.example.net"),
                Protocol.of(true, true, true, false),
                "4f.1",
                Mailbox.parse("a@example.com"),
                Optional.of("TLSv1.3"),
                NOON);
    }

    @Test
    void aTraceHeaderSaysWhoWhatAndWhen() {
        assertThat(received("client.example", Optional.of("host.example"), "192.0.2.1"))
                .hasToString("""
                        Received: from client.example (host.example [192.0.2.1])\r
                        \t(using TLSv1.3)\r
                        \tby mx.example.net with ESMTPSA id 4f.1\r
                        \tfor <a@example.com>;\r
                        \tTue, 24 Nov 2026 12:00:05 +0000\r
                        """);
    }

    @Test
    void aClientCannotWriteItsOwnHeader() {
        String text =
                received("x\r\nBcc: y;(", Optional.of("a)b"), "2001:db8::1").toString();
        assertThat(text).startsWith("Received: from x??Bcc:?y?? (a?b [IPv6:2001:db8::1])\r\n");
        assertThat(text.lines().skip(1)).allSatisfy(line -> assertThat(line).startsWith("\t"));
    }

    @Test
    void theWordOfTheProtocolFollowsTheSession() {
        assertThat(Protocol.of(false, false, false, false)).isEqualTo(Protocol.SMTP);
        assertThat(Protocol.of(true, false, false, false)).isEqualTo(Protocol.ESMTP);
        assertThat(Protocol.of(true, true, false, true)).isEqualTo(Protocol.UTF8SMTPS);
        assertThat(Protocol.of(true, false, true, true)).isEqualTo(Protocol.UTF8SMTPA);
    }

    @Test
    void aMessageIdIsOneWordInBrackets() {
        String id = MessageIds.of(NOON, -1, new Domain("mx.example.net"));
        assertThat(id).matches("<[0-9a-z]+\\.[0-9a-z]+@mx\\.example\\.net>");
        assertThat(MessageIds.isValid(id)).isTrue();
        assertThat(new String[] {
                    "", "<>", "<a>", "<@b>", "<a@>", "<a@b", "<a@b@c>", "<a b@c>", "<a@b><c@d>", "<a@b\r\n>"
                })
                .allSatisfy(text -> assertThat(MessageIds.isValid(text)).isFalse());
    }

    @Test
    void aSubjectBeyondAsciiIsEncodedInWordsThatAreShort() {
        assertThat(EncodedWords.encode("plain")).isEqualTo("plain");
        assertThat(EncodedWords.encode("grün")).isEqualTo("=?UTF-8?B?Z3LDvG4=?=");
        assertThat(EncodedWords.encode("例".repeat(100)).split("\r\n ", -1))
                .hasSizeGreaterThan(5)
                .allSatisfy(word -> assertThat(word.length()).isLessThanOrEqualTo(75));
    }
}
