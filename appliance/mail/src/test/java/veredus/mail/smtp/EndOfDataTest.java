package veredus.mail.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.mail.smtp.EndOfData.Progress;

class EndOfDataTest {
    private static final String SMUGGLED = "MAIL FROM:<evil@x>\r\nRCPT TO:<b@y>\r\nDATA\r\nevil";

    /** The whole outcome of one decoding, so that two ways to cut the input can be compared. */
    private record Outcome(int next, String message, Optional<Violation> violation, boolean eightBit, long longest) {}

    private static Outcome decode(String input, int maxLine, int... cuts) {
        byte[] bytes = input.getBytes(ISO_8859_1);
        var decoder = new EndOfData(maxLine, Long.MAX_VALUE);
        var out = new ByteArrayOutputStream();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : bytes.length;
            Progress progress = decoder.feed(bytes, from, to - from, out::write);
            if (progress instanceof Progress.Ended(int next)) {
                return outcome(decoder, next, out);
            }
            from = to;
        }
        return outcome(decoder, -1, out);
    }

    private static Outcome outcome(EndOfData decoder, int next, ByteArrayOutputStream out) {
        String message = decoder.violation().isPresent() ? "" : out.toString(ISO_8859_1);
        return new Outcome(next, message, decoder.violation(), decoder.hasEightBit(), decoder.longestLine());
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\t", "\t")
                .replace("\\s", " ")
                .replace("\\v", "\u000B")
                .replace("\\f", "\f")
                .replace("\\x85", "\u0085")
                .replace("\\u2028", "\u00E2\u0080\u00A8")
                .replace("\\u2029", "\u00E2\u0080\u00A9");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "E1, \\r\\n.\\n, BARE_LF",
        "E2, \\r\\n.\\r, BARE_CR",
        "E3, \\n.\\r\\n, BARE_LF",
        "E4, \\n.\\n, BARE_LF",
        "E5, \\n.\\r, BARE_LF",
        "E6, \\r.\\r\\n, BARE_CR",
        "E7, \\r.\\n, BARE_CR",
        "E8, \\r.\\r, BARE_CR",
        "E9, \\r\\n\\0.\\r\\n, NUL",
        "E10, \\r\\n.\\0\\r\\n, NUL",
        "E11, \\r\\n.\\r\\r\\n, BARE_CR",
        "E12, \\r\\r\\n.\\r\\r\\n, BARE_CR",
        "E13, \\r\\r\\n.\\r\\n, BARE_CR",
    })
    void noOtherSequenceEndsAMessageHoweverItIsCut(String id, String sequence, Violation violation) {
        String input = "Subject: x\r\n\r\nbody" + unescape(sequence) + SMUGGLED + "\r\n.\r\nQUIT\r\n";
        for (int cut = 0; cut <= input.length(); cut++) {
            Outcome outcome = decode(input, 998, cut);
            assertThat(outcome.violation()).as("cut at %d", cut).contains(violation);
            assertThat(input.substring(outcome.next())).as("cut at %d", cut).isEqualTo("QUIT\r\n");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "E14, \\r\\n.\\s\\r\\n, \\r\\n\\s\\r\\n",
        "E15, \\r\\n.\\t\\r\\n, \\r\\n\\t\\r\\n",
        "E16, \\r\\n..\\r\\n, \\r\\n.\\r\\n",
        "E16b, \\r\\n...\\r\\n, \\r\\n..\\r\\n",
        "E16c, \\r\\n.x.\\r\\n, \\r\\nx.\\r\\n",
        "E17, \\x85.\\x85, \\x85.\\x85",
        "E17b, \\u2028.\\u2028, \\u2028.\\u2028",
        "E17c, \\u2029.\\u2029, \\u2029.\\u2029",
        "E18, \\v.\\v, \\v.\\v",
        "E18b, \\f.\\f, \\f.\\f",
        "E18c, \\r\\n.\\f\\r\\n, \\r\\n\\f\\r\\n",
    })
    void theseAreDataHoweverTheyAreCut(String id, String sequence, String decoded) {
        String input = "a" + unescape(sequence) + "b\r\n.\r\nQUIT\r\n";
        for (int cut = 0; cut <= input.length(); cut++) {
            Outcome outcome = decode(input, 998, cut);
            assertThat(outcome.violation()).as("cut at %d", cut).isEmpty();
            assertThat(outcome.message()).as("cut at %d", cut).isEqualTo("a" + unescape(decoded) + "b\r\n");
            assertThat(input.substring(outcome.next())).isEqualTo("QUIT\r\n");
        }
    }

    @Test
    void aDotAtTheVeryBeginningEndsAnEmptyMessage() {
        for (int cut = 0; cut <= 3; cut++) {
            Outcome outcome = decode(".\r\nNOOP\r\n", 998, cut);
            assertThat(outcome.next()).isEqualTo(3);
            assertThat(outcome.message()).isEmpty();
            assertThat(outcome.violation()).isEmpty();
        }
    }

    @Test
    void aHeaderWithABareLfIsRefused() {
        assertThat(decode("From: a\nTo: b\r\n\r\n.\r\n", 998).violation()).contains(Violation.BARE_LF);
    }

    @Test
    void nothingIsWrittenAfterTheFirstViolation() {
        var out = new ByteArrayOutputStream();
        var decoder = new EndOfData(998, Long.MAX_VALUE);
        byte[] input = "good\r\nbad\nlost\r\nlost\r\n.\r\n".getBytes(ISO_8859_1);

        Progress progress = decoder.feed(input, 0, input.length, out::write);

        assertThat(progress).isEqualTo(new Progress.Ended(input.length));
        assertThat(out.toString(ISO_8859_1)).isEqualTo("good\r\nbad");
        assertThat(decoder.isSmuggling()).isTrue();
    }

    @Test
    void aMessageThatIsTooLargeIsStillSearchedForSmugglingAndForItsEnd() {
        var out = new ByteArrayOutputStream();
        var decoder = new EndOfData(998, 10);
        byte[] input = "0123456789abc\r\nx\n.\r\nMAIL\r\n.\r\nQUIT\r\n".getBytes(ISO_8859_1);
        int next = -1;
        for (int i = 0; i < input.length && next < 0; i++) {
            if (decoder.feed(input, i, 1, out::write) instanceof Progress.Ended(int at)) {
                next = at;
            }
        }
        assertThat(new String(input, next, input.length - next, ISO_8859_1)).isEqualTo("QUIT\r\n");
        assertThat(decoder.violation()).contains(Violation.TOO_LARGE);
        assertThat(decoder.isSmuggling()).isTrue();
        assertThat(out.size()).isEqualTo(10);
    }

    @Test
    void aLineMayBeAsLongAsTheLimitAndNoLonger() {
        for (int cut = 0; cut <= 30; cut++) {
            assertThat(decode("a\r\n" + "x".repeat(20) + "\r\n.\r\n", 20, cut).violation())
                    .isEmpty();
            assertThat(decode("a\r\n" + "x".repeat(21) + "\r\n.\r\n", 20, cut).violation())
                    .contains(Violation.LONG_LINE);
            assertThat(decode("a\r\n." + "." + "x".repeat(19) + "\r\n.\r\n", 20, Math.min(cut, 26))
                            .violation())
                    .as("the stuffed dot does not count")
                    .isEmpty();
        }
    }

    @Test
    void anOctetBeyondAsciiIsNoted() {
        String clean = "x".repeat(50) + "\t\r\n.\r\n";
        assertThat(decode(clean, 998).eightBit()).isFalse();
        for (int at = 0; at < 50; at++) {
            String foreign = clean.substring(0, at) + "\u00FC" + clean.substring(at + 1);
            assertThat(decode(foreign, 998).eightBit()).as("at %d", at).isTrue();
        }
    }

    @Test
    void afterTheEndNothingMoreIsTaken() {
        var decoder = new EndOfData(998, Long.MAX_VALUE);
        byte[] input = "a\r\n.\r\n".getBytes(ISO_8859_1);
        var out = new ByteArrayOutputStream();
        assertThat(decoder.feed(input, 0, input.length, out::write)).isInstanceOf(Progress.Ended.class);
        assertThat(decoder.feed(input, 0, input.length, out::write)).isEqualTo(new Progress.Ended(0));
        assertThat(out.size()).isEqualTo(3);
    }

    /** The same decoder written for the eye and not for speed. */
    private static Outcome slowly(String input) {
        Pattern end = Pattern.compile("(?:^|(?<!\r)\r\n)\\.\r\n");
        var matcher = end.matcher(input);
        if (!matcher.find()) {
            return new Outcome(-1, "", Optional.empty(), false, 0);
        }
        String raw = input.substring(0, matcher.end() - 3);
        String message = Pattern.compile("(^|(?<!\r)\r\n)\\.").matcher(raw).replaceAll("$1");
        boolean bad = raw.replace("\r\n", "").matches("(?s).*[\r\n\0].*");
        return new Outcome(
                matcher.end(), bad ? "" : message, bad ? Optional.of(Violation.NUL) : Optional.empty(), false, 0);
    }

    @Test
    void randomStreamsAreDecodedAsBySlowRulesHoweverTheyAreCut() {
        var random = new Random(321);
        String[] pieces = {"\r\n", "\r\n", "\r\n.", ".", "..", "\r", "\n", "\0", "a", "tab\t", "longer words ", "\u00FC"
        };
        for (int round = 0; round < 30_000; round++) {
            var text = new StringBuilder();
            int rare = random.nextInt(3) == 0 ? 1 : 3;
            for (int i = random.nextInt(12); i > 0; i--) {
                int piece = random.nextInt(pieces.length);
                text.append(piece >= 5 && piece <= 7 && random.nextInt(rare) > 0 ? "b" : pieces[piece]);
            }
            String input = text.append("\r\n.\r\nQUIT\r\n").toString();
            int a = random.nextInt(input.length() + 1);
            int b = a + random.nextInt(input.length() + 1 - a);
            Outcome whole = decode(input, 998);
            Outcome expected = slowly(input);
            assertThat(decode(input, 998, a, b)).as(input).isEqualTo(whole);
            assertThat(whole.next()).as(input).isEqualTo(expected.next());
            if (whole.next() < 0) {
                continue;
            }
            assertThat(whole.violation().isPresent())
                    .as(input)
                    .isEqualTo(expected.violation().isPresent());
            assertThat(whole.message()).as(input).isEqualTo(expected.message());
        }
    }

    @Test
    void whatStuffingWritesIsReadBackUnchanged() {
        var random = new Random(2821);
        for (int round = 0; round < 5_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(10); i > 0; i--) {
                text.append(".".repeat(random.nextInt(3)))
                        .append("x".repeat(random.nextInt(20)))
                        .append("\r\n");
            }
            byte[] message = text.toString().getBytes(ISO_8859_1);
            int cut = random.nextInt(message.length + 1);
            var wire = new ByteArrayOutputStream();
            var stuffing = new DotStuffing();
            stuffing.write(message, 0, cut, wire::write);
            stuffing.write(message, cut, message.length - cut, wire::write);
            stuffing.finish(wire::write);

            Outcome outcome = decode(wire.toString(ISO_8859_1), 998);

            assertThat(outcome.message()).isEqualTo(text.toString());
            assertThat(outcome.next()).isEqualTo(wire.size());
            assertThat(DotStuffing.needsStuffing(message, 0, message.length))
                    .isEqualTo(wire.size() != message.length + 3);
        }
    }
}
