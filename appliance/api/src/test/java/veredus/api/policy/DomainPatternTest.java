package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainPatternTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true",
        "example.com, a.example.com, false",
        "Example.COM., example.com, true",
        "*.example.com, a.example.com, true",
        "*.example.com, a.b.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, badexample.com, false",
        "*, example.com, true",
        "*, [192.0.2.1], true",
        "[192.0.2.1], [192.0.2.1], true",
        "bücher.example, xn--bcher-kva.example, true",
    })
    void patternsMatch(String pattern, String domain, boolean matches) {
        assertThat(DomainPattern.parse(pattern).orElseThrow().matches(domain)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "*.", "a.*.b", "**", "a b", "-a.example", "a@b"})
    void whatIsNoPatternIsRefused(String text) {
        assertThat(DomainPattern.parse(text)).isEmpty();
    }

    @Test
    void theMostSpecificPatternWins() {
        var patterns = new MostSpecific<>(
                List.of("*", "*.example", "*.a.example", "a.example", "*.example"), Function.identity());

        assertThat(patterns.find("a.example")).contains("a.example");
        assertThat(patterns.find("b.a.example")).contains("*.a.example");
        assertThat(patterns.find("b.example")).contains("*.example");
        assertThat(patterns.find("example")).contains("*");
    }

    @Test
    void withoutAWildcardThereMayBeNothing() {
        assertThat(new MostSpecific<>(List.of("a.example"), Function.identity()).find("b.example"))
                .isEmpty();
    }
}
