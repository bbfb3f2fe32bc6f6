package veredus.mail.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.mail.smtp.ReplyParser.Result;

class ReplyTest {

    private static Result feed(ReplyParser parser, String... lines) {
        Result result = new Result.NeedMore();
        for (String line : lines) {
            byte[] bytes = ("#" + line).getBytes(UTF_8);
            result = parser.feed(bytes, 1, bytes.length - 1);
        }
        return result;
    }

    private static Reply complete(String... lines) {
        return ((Result.Complete) feed(new ReplyParser(), lines)).reply();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "250 2.1.0 ok | 250 2.1.0 ok",
                "250 ok | 250 ok",
                "250 | '250 '",
                "550 5.1.1 | '550 5.1.1 '",
                "550 5.1.1No space | 550 5.1.1No space",
                "550 4.7.1 other class | 550 4.7.1 other class",
                "550 5.1.1000 four digits | 550 5.1.1000 four digits",
                "354 go on | 354 go on",
            })
    void aLineBecomesAReply(String line, String reply) {
        assertThat(complete(line)).hasToString(reply);
    }

    @Test
    void linesArePutTogetherAndTheirCodeIsTakenOff() {
        assertThat(complete("550-5.7.1 first", "550-5.7.1  second\r\n", "550 third"))
                .isEqualTo(new Reply(550, Optional.of(new EnhancedCode(5, 7, 1)), List.of("first", "second", "third")));
    }

    @Test
    void aParserIsReadyForTheNextReply() {
        var parser = new ReplyParser();
        assertThat(feed(parser, "250-a")).isInstanceOf(Result.NeedMore.class);
        assertThat(parser.isInsideReply()).isTrue();
        assertThat(feed(parser, "250 b")).isInstanceOf(Result.Complete.class);
        assertThat(parser.isInsideReply()).isFalse();
        assertThat(feed(parser, "421 c")).isEqualTo(new Result.Complete(Reply.of(421, "c")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25", "abc", "150 x", "650 x", "250x", "2五0 x", "HTTP/1.1 400 Bad Request", "\0\0\0"})
    void whatIsNoReplyIsTold(String line) {
        assertThat(feed(new ReplyParser(), line)).isInstanceOf(Result.Malformed.class);
    }

    @Test
    void aReplyWithTwoCodesIsTold() {
        assertThat(feed(new ReplyParser(), "250-a", "550 b")).isInstanceOf(Result.Malformed.class);
    }

    @Test
    void aReplyHasACap() {
        var parser = new ReplyParser();
        for (int i = 0; i < ReplyParser.MAX_LINES; i++) {
            assertThat(feed(parser, "250-x")).isInstanceOf(Result.NeedMore.class);
        }
        assertThat(feed(parser, "250 x")).isInstanceOf(Result.Malformed.class);
        assertThat(feed(new ReplyParser(), "250 " + "x".repeat(2_044))).isInstanceOf(Result.Complete.class);
        assertThat(feed(new ReplyParser(), "250 " + "x".repeat(2_045))).isInstanceOf(Result.Malformed.class);
        var wide = new ReplyParser();
        for (int i = 0; i < 32; i++) {
            assertThat(feed(wide, "250-" + "x".repeat(2_044))).isInstanceOf(Result.NeedMore.class);
        }
        assertThat(feed(wide, "250 x")).isInstanceOf(Result.Malformed.class);
    }

    @Test
    void theTextIsCleaned() {
        assertThat(complete("550 a\u001B[31mb\0c\td\u202Ee ü").text()).isEqualTo("a?[31mb?c d\uFFFDe ü");
        byte[] latin1 = "550 gr\u00FC\u00DFe".getBytes(ISO_8859_1);
        var result = (Result.Complete) new ReplyParser().feed(latin1, 0, latin1.length);
        assertThat(result.reply().text()).isEqualTo("gr\uFFFD\uFFFDe");
    }

    @Test
    void aReplyIsWrittenWithItsPrefixOnEveryLine() {
        var reply = new Reply(550, Optional.of(new EnhancedCode(5, 7, 1)), List.of("one", "two"));
        assertThat(new String(reply.toBytes(), UTF_8)).isEqualTo("550-5.7.1 one\r\n550 5.7.1 two\r\n");
        assertThat(new String(ReplyWriter.bytes(reply, false), UTF_8)).isEqualTo("550-one\r\n550 two\r\n");
        assertThat(new String(reply.withoutEnhanced().toBytes(), UTF_8)).isEqualTo("550-one\r\n550 two\r\n");
    }

    @Test
    void noTextCanMakeASecondReplyOrALineThatIsTooLong() {
        String wire = new String(Reply.of(250, "a\r\n250 b\0").toBytes(), UTF_8);
        assertThat(wire).isEqualTo("250 a  250 b \r\n");
        byte[] cut = Reply.of(250, "ü".repeat(400)).toBytes();
        assertThat(cut.length).isBetween(510, ReplyWriter.MAX_LINE);
        assertThat(new String(cut, UTF_8)).doesNotContain("\uFFFD").endsWith("ü\r\n");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var reply = new Reply(452, Optional.of(new EnhancedCode(4, 5, 3)), List.of("too many", "recipients", ""));
        assertThat(complete(
                        new String(reply.toBytes(), UTF_8).split("(?<=\n)", -1)[0],
                        "452-4.5.3 recipients",
                        "452 4.5.3"))
                .isEqualTo(reply);
    }

    @Test
    void randomLinesNeverThrowAndNothingUncleanComesOut() {
        var random = new Random(4321);
        var parser = new ReplyParser();
        for (int round = 0; round < 50_000; round++) {
            byte[] noise = new byte[random.nextInt(30)];
            random.nextBytes(noise);
            byte[] line = new byte[noise.length + 4];
            System.arraycopy((random.nextBoolean() ? "250-" : "250 ").getBytes(UTF_8), 0, line, 0, 4);
            System.arraycopy(noise, 0, line, 4, noise.length);
            int start = random.nextInt(20) == 0 ? random.nextInt(line.length) : 0;
            switch (parser.feed(line, start, line.length - start)) {
                case Result.NeedMore more -> assertThat(parser.isInsideReply()).isTrue();
                case Result.Complete(Reply reply) ->
                    assertThat(reply.lines())
                            .allSatisfy(text -> assertThat(text)
                                    .matches(t -> t.chars().noneMatch(c -> c < 32 || (c >= 127 && c < 160))));
                case Result.Malformed malformed -> parser = new ReplyParser();
            }
        }
    }
}
