package veredus.mail.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import veredus.mail.message.HeaderScanner.Limits;
import veredus.mail.message.HeaderScanner.Result;

class HeadersTest {

    private static Headers scan(String message) {
        byte[] bytes = ("##" + message).getBytes(UTF_8);
        return ((Result.Scanned) HeaderScanner.scan(bytes, 2, bytes.length - 2)).headers();
    }

    @Test
    void fieldsAreFoundAndUnfolded() {
        Headers headers = scan(
                "Received: from a\r\n\tby b;\r\n date\r\nreceived: x\r\nSubject:  hi \r\nTo : c\r\n\r\nBody: no\r\n");
        assertThat(headers.fields())
                .extracting(HeaderField::name)
                .containsExactly("Received", "received", "Subject", "To");
        assertThat(headers.find("RECEIVED")).map(HeaderField::value).contains("from a\tby b; date");
        assertThat(headers.all("Received")).hasSize(2);
        assertThat(headers.receivedCount()).isEqualTo(2);
        assertThat(headers.find("subject")).map(HeaderField::value).contains("hi");
        assertThat(headers.find("to")).map(HeaderField::value).contains("c");
        assertThat(headers.isSeparated()).isTrue();
        assertThat(headers.lacksDate()).isTrue();
        assertThat(headers.lacksMessageId()).isTrue();
    }

    @Test
    void aFieldKnowsItsPlace() {
        String message = "A: 1\r\nB: 2\r\n 3\r\n\r\nbody";
        Headers headers = scan(message);
        HeaderField b = headers.fields().get(1);
        assertThat(b.rawOffset()).isEqualTo(2 + message.indexOf("B:"));
        assertThat(b.rawLength()).isEqualTo("B: 2\r\n 3\r\n".length());
        assertThat(headers.bodyOffset()).isEqualTo(2 + message.indexOf("body"));
    }

    @Test
    void aLineThatIsNoFieldEndsTheHeaderAndBelongsToTheBody() {
        String message = "A: 1\r\nnot a field\r\nB: 2\r\n\r\n";
        Headers headers = scan(message);
        assertThat(headers.fields()).extracting(HeaderField::name).containsExactly("A");
        assertThat(headers.isSeparated()).isFalse();
        assertThat(headers.bodyOffset()).isEqualTo(2 + message.indexOf("not"));
    }

    @Test
    void aMessageMayHaveNoHeaderOrNoBody() {
        assertThat(scan("").fields()).isEmpty();
        assertThat(scan("\r\nbody").bodyOffset()).isEqualTo(4);
        assertThat(scan(" folded nothing\r\nA: b\r\n").fields()).isEmpty();
        assertThat(scan("A: b").find("a")).map(HeaderField::value).contains("b");
        assertThat(scan(": no name\r\n").fields()).isEmpty();
    }

    @Test
    void fieldsCanBeLeftOut() {
        byte[] kept =
                scan("Bcc: x\r\nA: 1\r\n 2\r\nBCC:\r\n y\r\nB: 3\r\n\r\nbody").without(Set.of("bcc", "x-other"));
        assertThat(new String(kept, UTF_8)).isEqualTo("A: 1\r\n 2\r\nB: 3\r\n");
    }

    @Test
    void theLimitsHold() {
        byte[] many = "A: b\r\n".repeat(11).getBytes(UTF_8);
        assertThat(HeaderScanner.scan(many, 0, many.length, new Limits(10, 1_000)))
                .isEqualTo(new Result.TooManyFields(10));
        byte[] large = ("A: " + "x".repeat(100) + "\r\n " + "y".repeat(100) + "\r\n\r\n").getBytes(UTF_8);
        assertThat(HeaderScanner.scan(large, 0, large.length, new Limits(10, 200)))
                .isEqualTo(new Result.TooLarge(200));
        byte[] body = ("A: b\r\n\r\n" + "x".repeat(1_000)).getBytes(UTF_8);
        assertThat(HeaderScanner.scan(body, 0, body.length, new Limits(10, 200)))
                .isInstanceOf(Result.Scanned.class);
    }

    @Test
    void eightBitInTheHeaderIsSeen() {
        assertThat(scan("A: ü\r\n\r\nx").hasEightBit()).isTrue();
        assertThat(scan("A: u\r\n\r\nü").hasEightBit()).isFalse();
        assertThat(scan("A: ü\r\n\r\n").find("A")).map(HeaderField::value).contains("ü");
    }

    @Test
    void randomHeadersNeverThrowAndTheirPartsAddUp() {
        var random = new Random(5322);
        String[] pieces = {"A", "b", ":", " ", "\t", "\r\n", "\r\n", "\n", "\r", "\0", "\u00FC", "--x"};
        for (int round = 0; round < 50_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = text.toString().getBytes(ISO_8859_1);
            var headers = ((Result.Scanned) HeaderScanner.scan(bytes, 0, bytes.length)).headers();
            assertThat(headers.bodyOffset()).isBetween(headers.length(), bytes.length);
            assertThat(headers.fields().stream()
                            .mapToInt(HeaderField::rawLength)
                            .sum())
                    .isEqualTo(headers.length());
            assertThat(headers.without(Set.of())).hasSize(headers.length());
            headers.fields().forEach(field -> assertThat(field.value()).doesNotContain("\n", "\r"));
        }
    }
}
