package veredus.mail.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.mail.address.AddressParser.Fault;
import veredus.mail.address.AddressParser.Result;

class AddressParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "<a@example.com> | a@example.com",
                "<A.b+c@EXAMPLE.com> | A.b+c@example.com",
                "<\"\"@example.com> | \"\"@example.com",
                "<\"a b\"@example.com> | \"a b\"@example.com",
                "<\"ab\"@example.com> | ab@example.com",
                "<\"a\\b\"@example.com> | ab@example.com",
                "<\"a\\\"b\"@example.com> | \"a\\\"b\"@example.com",
                "<\"a@b\"@example.com> | \"a@b\"@example.com",
                "<\"a>b\"@example.com> | \"a>b\"@example.com",
                "<@relay.example:a@example.com> | a@example.com",
                "<@one.example,@two.example:a@example.com> | a@example.com",
                "<a@[192.0.2.1]> | a@[192.0.2.1]",
                "<a@[IPv6:2001:db8::1]> | a@[ipv6:2001:db8::1]",
                "<jürgen@bücher.example> | jürgen@xn--bcher-kva.example",
                "<x%remote@example.com> | x%remote@example.com",
            })
    void aPathIsReadAndItsRouteDropped(String path, String mailbox) {
        assertThat(AddressParser.path(path, 0))
                .isInstanceOfSatisfying(
                        Result.Address.class,
                        found -> assertThat(found.mailbox()).hasToString(mailbox));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a@example.com",
                "<a@example.com",
                "<a@>",
                "<@example.com>",
                "<a>",
                "<.a@example.com>",
                "<a.@example.com>",
                "<a..b@example.com>",
                "<a b@example.com>",
                "<\"a@example.com>",
                "<\"a\"b@example.com>",
                "<a@example.com.>",
                "<a@b@example.com>",
                "<a@exam ple.com>",
                "< a@example.com>",
                "<a@example.com >",
                "<@relay.example a@example.com>",
                "<@:a@example.com>",
                "<@relay.example,a@example.com>",
                "<a@[192.0.2.999]>",
                "<a\u0000b@example.com>",
                "<a\rb@example.com>",
                "<\"a\nb\"@example.com>",
                "<\"a\\\nb\"@example.com>",
                "<a\u0085b@example.com>",
                "<a\u2028b@example.com>",
                "<a\u202Eb@example.com>",
                "<a＠remote.example@example.com>",
                "<a％remote.example@example.com>",
                "<a(comment)@example.com>",
                "<a@example.com,b@example.com>"
            })
    void whatIsNoPathIsRefused(String path) {
        assertThat(AddressParser.path(path, 0)).isInstanceOf(Result.Bad.class);
    }

    @Test
    void everySignOfAnAtomIsReadInALocalPart() {
        assertThat(Mailbox.parse("!#$%&'*+-/=?^_`{|}~@example.com")).isPresent();
    }

    @Test
    void theEmptyPathAndThePostmasterAreTold() {
        assertThat(AddressParser.path("<>", 0)).isEqualTo(new Result.Empty(2));
        assertThat(AddressParser.path("<PostMaster>", 0)).isEqualTo(new Result.Postmaster(12));
    }

    @Test
    void theLimitsOfRfc5321Hold() {
        assertThat(AddressParser.path("<" + "a".repeat(64) + "@example.com>", 0))
                .isInstanceOf(Result.Address.class);
        assertThat(AddressParser.path("<" + "a".repeat(65) + "@example.com>", 0))
                .isEqualTo(new Result.Bad(Fault.TOO_LONG));
        assertThat(AddressParser.path("<" + "ü".repeat(33) + "@example.com>", 0))
                .isEqualTo(new Result.Bad(Fault.TOO_LONG));
        String domain = ("d".repeat(60) + ".").repeat(3) + "e".repeat(10);
        assertThat(Mailbox.parse("a".repeat(60) + "@" + domain))
                .map(m -> m.toString().length())
                .contains(254);
        assertThat(Mailbox.parse("a".repeat(61) + "@" + domain)).isEmpty();
    }

    @Test
    void aReversePathIsReadWithAndWithoutBrackets() {
        assertThat(ReversePath.parse("")).contains(ReversePath.NULL);
        assertThat(ReversePath.parse("<>")).contains(ReversePath.NULL);
        assertThat(ReversePath.parse("<a@example.com>")).map(Object::toString).contains("a@example.com");
        assertThat(ReversePath.parse("a@example.com")).map(Object::toString).contains("a@example.com");
        assertThat(ReversePath.parse("postmaster")).isEmpty();
        assertThat(ReversePath.parse("<a@example.com> x")).isEmpty();
    }

    @Test
    void aForwardPathIsReadWithAndWithoutBrackets() {
        assertThat(ForwardPath.parse("<a@example.com>")).map(Object::toString).contains("a@example.com");
        assertThat(ForwardPath.parse("a@example.com")).map(Object::toString).contains("a@example.com");
        assertThat(ForwardPath.parse("Postmaster")).contains(ForwardPath.POSTMASTER);
        assertThat(ForwardPath.parse("<>")).isEmpty();
        assertThat(ForwardPath.parse("")).isEmpty();
        assertThat(ForwardPath.parse("<a@example.com>,")).isEmpty();
    }

    @Test
    void onlyALocalPartBeyondAsciiNeedsSmtpUtf8() {
        assertThat(Mailbox.parse("jürgen@example.com"))
                .map(Mailbox::isInternationalized)
                .contains(true);
        assertThat(Mailbox.parse("j@bücher.example"))
                .map(Mailbox::isInternationalized)
                .contains(false);
    }

    @Test
    void randomTextNeverThrowsAndWhatIsReadIsReadAgain() {
        var random = new Random(5321);
        String alphabet = "ab.@<>\"\\ ,:[]1-é\u0000\r\n\uDC00＠";
        for (int round = 0; round < 50_000; round++) {
            String text = "<" + RandomText.of(random, alphabet, 16) + (random.nextBoolean() ? "@example.com>" : ">");
            if (AddressParser.path(text, 0) instanceof Result.Address(Mailbox mailbox, int end)) {
                assertThat(end).isLessThanOrEqualTo(text.length());
                assertThat(Mailbox.parse(mailbox.toString())).contains(mailbox);
                assertThat(mailbox.toString()).doesNotContain("\r", "\n", "\u0000");
            }
        }
    }
}
