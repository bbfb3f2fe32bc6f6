package veredus.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.mail.address.RandomText;

class ContentTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            nullValues = "-",
            value = {
                "text/html; charset=utf-8 | text | html | -",
                "TEXT/Plain | text | plain | -",
                "multipart/mixed; boundary=abc | multipart | mixed | abc",
                "multipart/mixed; charset=x; BOUNDARY=\"a b\" | multipart | mixed | a b",
                "multipart/mixed; boundary=\"a\\\"b\" | multipart | mixed | a\"b",
                "multipart (a) / (b) mixed ; (c;boundary=no) boundary = abc (d) | multipart | mixed | abc",
                "multipart/mixed; boundary==_x | multipart | mixed | =_x",
                "multipart/mixed;boundary=a;boundary=b | multipart | mixed | a",
                "multipart/mixed; name=\"; boundary=no\"; boundary=yes | multipart | mixed | yes",
                "multipart/mixed; boundary=\"\" | multipart | mixed | -",
                "multipart/mixed; boundary=\"open | multipart | mixed | open",
                "multipart/mixed boundary=x | multipart | mixed | -",
                "nonsense | text | plain | -",
                "text/ | text | plain | -",
                "; | text | plain | -",
            })
    void aValueIsRead(String value, String type, String subtype, String boundary) {
        ContentType found = ContentType.parse(value);
        assertThat(found.type()).isEqualTo(type);
        assertThat(found.subtype()).isEqualTo(subtype);
        assertThat(found.boundary().orElse(null)).isEqualTo(boundary);
    }

    @Test
    void aBoundaryHasAtMost70Characters() {
        assertThat(ContentType.parse("multipart/x; boundary=" + "b".repeat(70)).boundary())
                .isPresent();
        assertThat(ContentType.parse("multipart/x; boundary=" + "b".repeat(71)).boundary())
                .isEmpty();
    }

    @Test
    void randomValuesNeverThrow() {
        var random = new Random(2045);
        for (int round = 0; round < 50_000; round++) {
            String value = "a/b;" + RandomText.of(random, "ab=;\"\\()/ \t\u00FC\uD800", 20);
            assertThat(ContentType.parse(value).type()).isEqualTo("a");
        }
    }
}
