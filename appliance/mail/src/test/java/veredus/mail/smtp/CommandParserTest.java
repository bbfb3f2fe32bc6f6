package veredus.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.mail.address.ForwardPath;
import veredus.mail.address.ReversePath;
import veredus.mail.smtp.CommandParser.Context;
import veredus.mail.smtp.CommandParser.Result;
import veredus.mail.smtp.MailParameters.BodyType;
import veredus.mail.smtp.MailParameters.Ret;
import veredus.mail.smtp.RcptParameters.Notify;

class CommandParserTest {

    private static Result parse(String line, Context context) {
        byte[] bytes = ("??" + line + "!!").getBytes(StandardCharsets.UTF_8);
        return CommandParser.parse(bytes, 2, bytes.length - 4, context);
    }

    private static Command parsed(String line) {
        return ((Result.Parsed) parse(line, Context.DEFAULT)).command();
    }

    private static Reply refused(String line) {
        return ((Result.Refused) parse(line, Context.DEFAULT)).reply();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "EHLO mail.example.com | Ehlo[domain=mail.example.com]",
                "ehlo [192.0.2.1] | Ehlo[domain=[192.0.2.1]]",
                "HELO my_pc | Helo[domain=my_pc]",
                "DATA | Data[]",
                "data | Data[]",
                "RSET | Rset[]",
                "NOOP anything goes | Noop[]",
                "NOOP | Noop[]",
                "QUIT | Quit[]",
                "STARTTLS | StartTls[]",
                "VRFY someone | Vrfy[argument=someone]",
                "EXPN list | Expn[argument=list]",
                "HELP | Help[topic=]",
                "HELP MAIL | Help[topic=MAIL]",
                "BDAT 1000 | Bdat[sizeBytes=1000, last=false]",
                "BDAT 0 LAST | Bdat[sizeBytes=0, last=true]",
                "bdat 12 last | Bdat[sizeBytes=12, last=true]",
                "AUTH plain AGEAYg== | Auth[mechanism=PLAIN]",
                "ETRN example.com | Unknown[word=ETRN]",
                "GET / HTTP/1.1 | Unknown[word=GET]",
                "DATAX | Unknown[word=DATAX]",
                "MAILFROM:<a@b> | Unknown[word=MAILFROM:<A@B>]",
            })
    void aCommandBecomesAValue(String line, String value) {
        assertThat(parsed(line)).hasToString(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "EHLO | 501 5.5.4",
                "EHLO a b | 501 5.5.4",
                "EHLO bücher | 500 5.5.2",
                "DATA now | 501 5.5.4",
                "QUIT now | 501 5.5.4",
                "STARTTLS now | 501 5.5.4",
                "VRFY | 501 5.5.4",
                "VRFY jürgen | 553 5.6.7",
                "BDAT | 501 5.5.4",
                "BDAT -1 | 501 5.5.4",
                "BDAT 1e3 | 501 5.5.4",
                "BDAT 18446744073709551617 | 501 5.5.4",
                "BDAT 10 LAST LAST | 501 5.5.4",
                "BDAT 10 FIRST | 501 5.5.4",
                "AUTH | 501 5.5.4",
                "AUTH PL@IN | 501 5.5.4",
                "AUTH PLAIN !!! | 501 5.5.2",
                "AUTH PLAIN AGEAYg | 501 5.5.2",
                "AUTH PLAIN A=== | 501 5.5.2",
                "AUTH PLAIN AGEAYg== x | 501 5.5.4",
                "MAIL | 501 5.5.4",
                "MAIL FROM <a@b.example> | 501 5.5.4",
                "MAIL FROM :<a@b.example> | 501 5.5.4",
                "MAIL FROM:a@b.example | 501 5.1.7",
                "MAIL FROM:<postmaster> | 501 5.1.7",
                "MAIL FROM:<a@b.example>SIZE=1 | 501 5.5.4",
                "MAIL FROM:<a@b.example> SIZE | 501 5.5.4",
                "MAIL FROM:<a@b.example> SIZE=x | 501 5.5.4",
                "MAIL FROM:<a@b.example> SIZE=1 SIZE=2 | 501 5.5.4",
                "MAIL FROM:<a@b.example> size=1 SIZE=1 | 501 5.5.4",
                "MAIL FROM:<a@b.example> BODY=BINARYMIME | 555 5.5.4",
                "MAIL FROM:<a@b.example> BODY=9BIT | 501 5.5.4",
                "MAIL FROM:<a@b.example> SMTPUTF8=1 | 501 5.5.4",
                "MAIL FROM:<a@b.example> HOLDFOR=1 | 555 5.5.4",
                "MAIL FROM:<a@b.example> NOTIFY=NEVER | 555 5.5.4",
                "MAIL FROM:<a@b.example> RET=SOME | 501 5.5.4",
                "MAIL FROM:<a@b.example> ENVID= | 501 5.5.4",
                "MAIL FROM:<a@b.example> ENVID=a+0D+0Ab | 501 5.5.4",
                "MAIL FROM:<a@b.example> ENVID=a+0dx | 501 5.5.4",
                "MAIL FROM:<jürgen@b.example> | 553 5.6.7",
                "MAIL FROM:<a@bücher.example> | 553 5.6.7",
                "RCPT TO:<> | 501 5.1.3",
                "RCPT TO:a@b.example | 501 5.1.3",
                "RCPT TO:<a@b.example>,<c@d.example> | 501 5.5.4",
                "RCPT TO:<a@b.example> NOTIFY=NEVER,DELAY | 501 5.5.4",
                "RCPT TO:<a@b.example> NOTIFY=DELAY,DELAY | 501 5.5.4",
                "RCPT TO:<a@b.example> NOTIFY= | 501 5.5.4",
                "RCPT TO:<a@b.example> ORCPT=a@b.example | 501 5.5.4",
                "RCPT TO:<a@b.example> ORCPT=rfc822;a+00b | 501 5.5.4",
                "RCPT TO:<a@b.example> SIZE=1 | 555 5.5.4",
                "RCPT TO:<jürgen@b.example> | 553 5.6.7",
                "RCPT TO:<a@b.example> ORCPT=utf-8;jürgen@b.example | 553 5.6.7",
            })
    void whatIsNotRightIsRefusedWithItsReply(String line, String reply) {
        assertThat(refused(line).toString()).startsWith(reply + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b>\rRCPT TO:<c@d>",
                "MAIL FROM:<a@b>\nRCPT TO:<c@d>",
                "NOOP\n",
                "NOOP\r",
                "NOOP\r\r\n",
                "MAIL FROM:<a\0@b>",
                "EHLO \u001B[31m",
                "EHLO\tx",
                "QUIT\u007F"
            })
    void aControlCharacterInALineIsRefused(String line) {
        assertThat(refused(line)).isEqualTo(Refusals.BAD_CHARACTER);
    }

    @Test
    void theEndOfTheLineMayBeThereOrNot() {
        assertThat(parsed("NOOP\r\n")).isEqualTo(new Command.Noop());
        assertThat(parsed("RSET  ")).isEqualTo(new Command.Rset());
    }

    @Test
    void aLineMayBeAsLongAsItsVerbAllows() {
        assertThat(parsed("NOOP " + "x".repeat(505))).isEqualTo(new Command.Noop());
        assertThat(refused("NOOP " + "x".repeat(506))).isEqualTo(Refusals.LINE_TOO_LONG);
        assertThat(parsed("AUTH PLAIN " + "A".repeat(8_000))).isInstanceOf(Command.Auth.class);
        assertThat(refused("AUTH PLAIN " + "A".repeat(12_280))).isEqualTo(Refusals.LINE_TOO_LONG);
        assertThat(refused("X".repeat(100_000))).isEqualTo(Refusals.LINE_TOO_LONG);
    }

    @Test
    void mailBringsItsParameters() {
        var mail = (Command.Mail) parsed("mail from:  <a@b.example> size=1024 BODY=8bitmime RET=hdrs ENVID=id+2B1"
                + " AUTH=<> REQUIRETLS SMTPUTF8");
        assertThat(mail.path()).hasToString("a@b.example");
        MailParameters parameters = mail.parameters();
        assertThat(parameters.sizeBytes()).hasValue(1024);
        assertThat(parameters.body()).contains(BodyType.EIGHT_BIT_MIME);
        assertThat(parameters.ret()).contains(Ret.HDRS);
        assertThat(parameters.envelopeId()).contains("id+1");
        assertThat(parameters.auth()).contains("<>");
        assertThat(parameters.requireTls()).isTrue();
        assertThat(parameters.smtpUtf8()).isTrue();
    }

    @Test
    void aSizeBeyondAllNumbersIsTheLargestNumber() {
        var mail = (Command.Mail) parsed("MAIL FROM:<> SIZE=18446744073709551617");
        assertThat(mail.path()).isEqualTo(ReversePath.NULL);
        assertThat(mail.parameters().sizeBytes()).hasValue(Long.MAX_VALUE);
    }

    @Test
    void rcptBringsItsParameters() {
        var rcpt = (Command.Rcpt) parsed("RCPT TO: <a@b.example> NOTIFY=success,FAILURE ORCPT=rfc822;x+2By@c.example");
        assertThat(rcpt.parameters().notifications()).containsExactly(Notify.SUCCESS, Notify.FAILURE);
        assertThat(rcpt.parameters().originalRecipient()).contains(new OriginalRecipient("rfc822", "x+y@c.example"));
        assertThat(((Command.Rcpt) parsed("RCPT TO:<POSTMASTER>")).path()).isEqualTo(ForwardPath.POSTMASTER);
    }

    @Test
    void anOriginalRecipientBeyondAsciiComesInEitherForm() {
        var ascii = OriginalRecipient.parse("utf-8;j\\x{FC}rgen@b.example");
        assertThat(ascii).contains(new OriginalRecipient("utf-8", "jürgen@b.example"));
        assertThat(OriginalRecipient.parse("utf-8;jürgen@b.example")).isEqualTo(ascii);
        assertThat(ascii.map(OriginalRecipient::encoded)).contains("utf-8;j\\x{FC}rgen@b.example");
        assertThat(OriginalRecipient.parse("utf-8;j+C3+BCrgen@b.example"))
                .as("in octets")
                .isEqualTo(ascii);
        assertThat(OriginalRecipient.parse("rfc822;j+C3+BCrgen@b.example"))
                .as("as Postfix 3.7 writes it")
                .isEqualTo(ascii);
        for (String broken : List.of("a+", "a+C", "a+C3", "a+0Db", "a+C0+8Ab", "a+GGb", "a+ED+A0+80b")) {
            assertThat(OriginalRecipient.parse("utf-8;" + broken)).as(broken).isEmpty();
            assertThat(OriginalRecipient.parse("rfc822;" + broken)).as(broken).isEmpty();
        }
        assertThat(OriginalRecipient.parse("utf-8;a\\x{0D}b")).isEmpty();
        assertThat(OriginalRecipient.parse("utf-8;a\\x{D800}b")).isEmpty();
        assertThat(OriginalRecipient.parse("utf-8;a\\x{110000}b")).isEmpty();
    }

    @Test
    void utf8IsTakenWhereItWasAgreed() {
        assertThat(parsed("MAIL FROM:<jürgen@bücher.example> SMTPUTF8"))
                .isInstanceOfSatisfying(
                        Command.Mail.class,
                        mail -> assertThat(mail.path()).hasToString("jürgen@xn--bcher-kva.example"));
        assertThat(parse("RCPT TO:<jürgen@b.example>", Context.DEFAULT.withSmtpUtf8(true)))
                .isInstanceOf(Result.Parsed.class);
    }

    @Test
    void brokenUtf8IsRefused() {
        byte[] overlong = "MAIL FROM:<a??@b.example> SMTPUTF8".getBytes(StandardCharsets.US_ASCII);
        overlong[12] = (byte) 0xC0;
        overlong[13] = (byte) 0xAF;
        assertThat(CommandParser.parse(overlong, 0, overlong.length)).isEqualTo(new Result.Refused(Refusals.NOT_UTF8));
    }

    @Test
    void aParameterOfAnExtensionThatWasNotOfferedIsUnknown() {
        var nothing = new Context(EnumSet.noneOf(Extension.class), false);
        for (String line : new String[] {
            "MAIL FROM:<a@b.example> SIZE=1",
            "MAIL FROM:<a@b.example> BODY=7BIT",
            "MAIL FROM:<a@b.example> SMTPUTF8",
            "RCPT TO:<a@b.example> NOTIFY=NEVER"
        }) {
            assertThat(parse(line, nothing)).as(line).isEqualTo(new Result.Refused(Refusals.UNKNOWN_PARAMETER));
        }
        var all = new Context(EnumSet.allOf(Extension.class), false);
        assertThat(parse("MAIL FROM:<a@b.example> BODY=BINARYMIME MT-PRIORITY=-3", all))
                .isInstanceOf(Result.Parsed.class);
    }

    @Test
    void anInitialResponseOfEqualsIsEmpty() {
        assertThat(((Command.Auth) parsed("AUTH EXTERNAL =")).initialResponse()).contains("");
        assertThat(((Command.Auth) parsed("AUTH LOGIN")).initialResponse()).isEqualTo(Optional.empty());
    }

    @Test
    void xclientIsDecoded() {
        assertThat(((Command.Xclient) parsed("XCLIENT NAME=a.example addr=192.0.2.1 HELO=x+20y")).attributes())
                .isEqualTo(Map.of("NAME", "a.example", "ADDR", "192.0.2.1", "HELO", "x y"));
        assertThat(refused("XCLIENT NAME=a NAME=b")).isEqualTo(Refusals.XCLIENT_SYNTAX);
        assertThat(refused("XCLIENT NAME=a+0D+0Ab")).isEqualTo(Refusals.XCLIENT_SYNTAX);
    }

    @Test
    void randomLinesNeverThrow() {
        var random = new Random(5322);
        String[] words = {
            "MAIL FROM:",
            "RCPT TO:",
            "<a@b.example>",
            "<",
            ">",
            "@",
            " ",
            "SIZE=",
            "1",
            "NOTIFY=",
            "NEVER",
            ",",
            "BDAT",
            "AUTH ",
            "PLAIN",
            "=",
            "XCLIENT ",
            "ORCPT=rfc822;",
            "\\x{",
            "}",
            "ü",
            "\0",
            "\r",
            "\n",
            "EHLO ",
            "+4",
            "\"",
            "\\",
            "utf-8;",
            "[IPv6:",
            "]"
        };
        var all = new Context(EnumSet.allOf(Extension.class), true);
        for (int round = 0; round < 50_000; round++) {
            var line = new StringBuilder();
            for (int i = random.nextInt(10); i > 0; i--) {
                line.append(words[random.nextInt(words.length)]);
            }
            assertThat(parse(line.toString(), all)).isNotNull();
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            assertThat(CommandParser.parse(noise, 0, noise.length)).isNotNull();
        }
    }
}
