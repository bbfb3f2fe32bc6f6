package veredus.mail.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.mail.message.EightBit.Conversion;

class EightBitTest {
    private static final String NESTED = """
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="out er"
                Content-Transfer-Encoding: 8bit

                preamble ü
                --out er
                Content-Type: text/plain

                plain
                --out er
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: binary

                ü
                --out er
                Content-Type: message/rfc822
                Content-Transfer-Encoding: 8bit

                Subject: inner
                Content-Type: multipart/alternative; boundary=in

                --in
                Content-Type: text/html

                <p>ü
                --in--
                --out er--
                epilogue ü
                """;

    private static final String NESTED_CONVERTED = """
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="out er"
                Content-Transfer-Encoding: 7bit

                preamble ??
                --out er
                Content-Type: text/plain

                plain
                --out er
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64

                w7w=
                --out er
                Content-Type: message/rfc822
                Content-Transfer-Encoding: 7bit

                Subject: inner
                Content-Type: multipart/alternative; boundary=in

                --in
                Content-Type: text/html
                Content-Transfer-Encoding: quoted-printable

                <p>=C3=BC
                --in--
                --out er--
                epilogue ??
                """;

    private static Conversion convert(String message) {
        return EightBit.toSevenBit(message.replace("\n", "\r\n").getBytes(UTF_8));
    }

    private static String converted(String message) {
        byte[] bytes = ((Conversion.Converted) convert(message)).message();
        assertThat(EightBit.isPresent(bytes, 0, bytes.length)).isFalse();
        return new String(bytes, UTF_8).replace("\r\n", "\n");
    }

    @Test
    void aMessageOfSevenBitsIsLeftAlone() {
        assertThat(convert("A: b\n\nplain\n")).isInstanceOf(Conversion.Unchanged.class);
    }

    @Test
    void textBecomesQuotedPrintable() {
        assertThat(converted("""
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit
                Subject: x

                grün = green\040
                tab\t
                last
                """)).isEqualTo("""
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Subject: x
                Content-Transfer-Encoding: quoted-printable

                gr=C3=BCn =3D green=20
                tab=09
                last
                """);
    }

    @Test
    void aMessageWithoutMimeGetsIt() {
        assertThat(converted("Subject: x\n\ngrün\n")).isEqualTo("""
                Subject: x
                MIME-Version: 1.0
                Content-Type: text/plain; charset=unknown-8bit
                Content-Transfer-Encoding: quoted-printable

                gr=C3=BCn
                """);
    }

    @Test
    void longLinesGetSoftBreaks() {
        String text = converted("MIME-Version: 1.0\n\n" + "ü".repeat(100) + "x".repeat(100) + "\n");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76));
        assertThat(text.replace("=\n", "")).endsWith("=C3=BC".repeat(100) + "x".repeat(100) + "\n");
    }

    @Test
    void multipartsAndAttachedMessagesAreEntered() {
        assertThat(converted(NESTED)).isEqualTo(NESTED_CONVERTED);
    }

    @Test
    void partsOfADigestAreMessages() {
        assertThat(converted("""
                MIME-Version: 1.0
                Content-Type: multipart/digest; boundary=d

                --d

                Subject: one

                grün
                --d--
                """))
                .contains("Subject: one\nContent-Transfer-Encoding: quoted-printable\n\ngr=C3=BCn\n--d--");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: ü\n\nx\n",
                "MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nü\n",
                "MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nü\n",
                "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\nü\n",
                "MIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b\n\n--b\n\nü\n--b--\n",
                "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nSubject: ü\n\nx\n--b--\n",
                "MIME-Version: 1.0\nContent-Type: message/partial\n\nü\n",
            })
    void whatCannotBeConvertedWithoutHarmIsTold(String message) {
        assertThat(convert(message)).isInstanceOf(Conversion.Impossible.class);
    }

    @Test
    void depthIsLimitedAndCostsNoStack() {
        var message = new StringBuilder("MIME-Version: 1.0\n");
        for (int i = 0; i < 10_000; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        message.append("\nü\n");
        assertThat(convert(message.toString())).isInstanceOf(Conversion.Impossible.class);
        assertThat(convert("Content-Type: message/rfc822\n\n".repeat(10_000) + "ü"))
                .isInstanceOf(Conversion.Impossible.class);
    }

    @Test
    void aMillionEmptyPartsTakeLinearTime() {
        String message =
                "MIME-Version: 1.0\nContent-Type: multipart/digest; boundary=b\n\n" + "--b\n\n".repeat(300_000) + "ü\n";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> convert(message));
    }

    @Test
    void randomMessagesNeverThrowAndHaveSevenBitsAfterwards() {
        var random = new Random(2045);
        String[] lines = {
            "--a",
            "--a--",
            "--b",
            "--b--",
            "",
            "",
            "ü",
            "text",
            "Content-Type: multipart/mixed; boundary=a",
            "Content-Type: multipart/digest; boundary=\"b\"",
            "Content-Type: message/rfc822",
            "Content-Type: image/png",
            "Content-Transfer-Encoding: 8bit",
            "Content-Transfer-Encoding: base64",
            " folded",
            "Content-Type: ;;\"\\",
            "Content-Type: multipart/x; boundary=\"a",
            "--"
        };
        for (int round = 0; round < 30_000; round++) {
            var message = new StringBuilder(random.nextBoolean() ? "MIME-Version: 1.0\r\n" : "");
            for (int i = random.nextInt(16); i > 0; i--) {
                message.append(lines[random.nextInt(lines.length)]).append(random.nextInt(20) == 0 ? "" : "\r\n");
            }
            switch (EightBit.toSevenBit(message.toString().getBytes(ISO_8859_1))) {
                case Conversion.Converted result ->
                    assertThat(EightBit.isPresent(result.message(), 0, result.message().length))
                            .isFalse();
                case Conversion.Unchanged same ->
                    assertThat(message.indexOf("ü")).isNegative();
                case Conversion.Impossible(String why) -> assertThat(why).isNotEmpty();
            }
        }
    }
}
