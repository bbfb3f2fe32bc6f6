package veredus.mail.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineCheckTest {

    private static LineCheck check(String input, int maxLine, int cut) {
        byte[] bytes = input.getBytes(ISO_8859_1);
        var check = new LineCheck(maxLine, Long.MAX_VALUE);
        check.feed(bytes, 0, cut);
        check.feed(bytes, cut, bytes.length - cut);
        check.finish();
        return check;
    }

    @ParameterizedTest
    @CsvSource({
        "a\\r\\n.\\r\\nb\\r\\n, ",
        "a\\r\\n.\\nb\\r\\n, BARE_LF",
        "a\\r\\n.\\rb\\r\\n, BARE_CR",
        "a\\n.\\r\\n, BARE_LF",
        "a\\r.\\r\\n, BARE_CR",
        "a\\r\\n\\0.\\r\\n, NUL",
        "a\\r\\r\\n, BARE_CR",
        "a\\r, BARE_CR",
        "a, ",
    })
    void dotsAreNothingSpecialAndViolationsAreFoundHoweverChunksAreCut(String text, Violation violation) {
        String input = text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        for (int cut = 0; cut <= input.length(); cut++) {
            assertThat(check(input, 998, cut).violation().orElse(null)).isEqualTo(violation);
        }
    }

    @Test
    void aLineMayBeAsLongAsTheLimitAndNoLonger() {
        for (int cut = 0; cut <= 24; cut++) {
            assertThat(check("a\r\n" + "x".repeat(20) + "\r\n", 20, cut).violation())
                    .isEmpty();
            assertThat(check("a\r\n" + "x".repeat(21) + "\r\n", 20, cut).violation())
                    .contains(Violation.LONG_LINE);
        }
    }

    @Test
    void aMessageMayEndInsideALine() {
        assertThat(check("a\r\nb", 998, 0).endsWithLine()).isFalse();
        assertThat(check("a\r\nb\r\n", 998, 0).endsWithLine()).isTrue();
    }

    @Test
    void theCutMakesNoDifference() {
        var random = new Random(3030);
        String[] pieces = {"\r\n", "\r\n", "\r\n", "a", "bcdefghijk", "\u00FC", "\r", "\n", "\0"};
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(10); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String input = text.toString();
            LineCheck whole = check(input, 15, 0);
            LineCheck cut = check(input, 15, random.nextInt(input.length() + 1));
            assertThat(cut.violation()).as(input).isEqualTo(whole.violation());
            assertThat(cut.longestLine()).as(input).isEqualTo(whole.longestLine());
            assertThat(cut.hasEightBit()).as(input).isEqualTo(input.contains("\u00FC"));
            assertThat(cut.bytes()).isEqualTo(input.length());
        }
    }
}
