package veredus.mail.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "EXAMPLE.Com, example.com",
        "localhost, localhost",
        "my_host.example.com, my_host.example.com",
        "3com.com, 3com.com",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "faß.de, xn--fa-hia.de",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "例え。テスト, xn--r8jz45g.xn--zckzah",
        "παράδειγμα.δοκιμή, xn--hxajbheg2az3al.xn--jxalpdlp",
        "пример.испытание, xn--e1afmkfd.xn--80akhbyknj4f",
        "مثال.إختبار, xn--mgbh0fb.xn--kgbechtv",
        "उदाहरण.परीक्षा, xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g",
        "[192.0.2.1], [192.0.2.1]",
        "[IPv6:2001:DB8::1], [ipv6:2001:db8::1]",
        "[IPv6:::ffff:192.0.2.1], [ipv6:::ffff:192.0.2.1]",
        "[IPv6:1:2:3:4:5:6:7:8], [ipv6:1:2:3:4:5:6:7:8]",
        "[IPv6:::], [ipv6:::]",
    })
    void aDomainIsReadAndNormalised(String text, String name) {
        assertThat(Domain.parse(text)).map(Domain::name).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "example.com.",
                ".example.com",
                "a..b",
                "-a.example",
                "a-.example",
                "192.0.2.1",
                "example.123",
                "exa mple.com",
                "exam!ple.com",
                "a@b",
                "ex\u0000ample.com",
                "example.com\r",
                "[192.0.2]",
                "[192.0.2.256]",
                "[192.0.2.01]",
                "[192.0.2.1",
                "[2001:db8::1]",
                "[IPv6:2001:db8::1::2]",
                "[IPv6:1:2:3:4:5:6:7]",
                "[IPv6:1:2:3:4:5:6:7:8:9]",
                "[IPv6:1:2:3:4:5:6:7:]",
                "[IPv6:12345::]",
                "[tag:content]",
                "[]",
                "ｅxample.com",
                "exa\u202Emple.com",
                "a\u200Db.example",
                "☃.example",
                "\u0301a.example",
                "ab\u05D0.example",
                "example。com。",
                "％.example"
            })
    void whatIsNoDomainIsRefused(String text) {
        assertThat(Domain.parse(text)).isEmpty();
    }

    @Test
    void aLabelHasAtMost63Octets() {
        assertThat(Domain.parse("a".repeat(63) + ".example")).isPresent();
        assertThat(Domain.parse("a".repeat(64) + ".example")).isEmpty();
        assertThat(Domain.parse("ü".repeat(60) + ".example")).isEmpty();
    }

    @Test
    void aNameHasAtMost253Octets() {
        String labels = ("a".repeat(62) + ".").repeat(4);
        assertThat(Domain.parse(labels + "b")).map(d -> d.name().length()).contains(253);
        assertThat(Domain.parse(labels + "bc")).isEmpty();
    }

    @Test
    void randomTextIsReadOrRefusedAndWhatIsReadStaysItself() {
        var random = new Random(20260101);
        String alphabet = "aZ0-_.[]:é例\u0000\uD800。ß";
        for (int round = 0; round < 20_000; round++) {
            String text = RandomText.of(random, alphabet, 24);
            Domain.parse(text)
                    .ifPresent(domain -> assertThat(Domain.parse(domain.name())).contains(domain));
        }
    }
}
