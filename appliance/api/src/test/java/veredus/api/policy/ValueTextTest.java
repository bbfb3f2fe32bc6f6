package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTextTest {
    @ParameterizedTest
    @CsvSource({"250ms, 250", "5m, 300000", "1h30m, 5400000", "2d, 172800000", "1w, 604800000", "0, 0", "0s, 0"})
    void durationsAreRead(String text, long millis) {
        assertThat(DurationText.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5x", "30m1h", "5m5m", "-5m", "1.5h", "99999999999999d", "5 m", "4000d"})
    void whatIsNoDurationIsRefused(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"250ms", "5m", "1h30m", "2d", "0s", "1d2h3m4s5ms"})
    void durationsAreWrittenAsTheyAreRead(String text) {
        assertThat(DurationText.format(DurationText.parse(text).orElseThrow())).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "512, 512",
        "512B, 512",
        "64KiB, 65536",
        "50MiB, 52428800",
        "2GiB, 2147483648",
        "1MB, 1000000",
        "1 kib, 1024"
    })
    void sizesAreRead(String text, long bytes) {
        assertThat(ByteSize.parse(text)).contains(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "5M", "-1", "1.5GiB", "999999999999999TiB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100/15m", "20/s", "5000/h", "unlimited"})
    void ratesAreWrittenAsTheyAreRead(String text) {
        assertThat(Rate.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/s", "0/s", "5", "5/0s", "5/x", "9999999999/s", "5/"})
    void whatIsNoRateIsRefused(String text) {
        assertThat(Rate.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3/8, 10.0.0.0/8", "192.0.2.1, 192.0.2.1/32", "2001:db8::1/32, 2001:db8:0:0:0:0:0:0/32"})
    void networksAreRead(String text, String shown) {
        assertThat(Cidr.parse(text).orElseThrow()).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0/8",
                "example.com",
                "10.0.0.0/",
                "1.2.3.4.5",
                "::1/129",
                "fe80::1%1",
                "01.2.3.4",
                "1:2"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }
}
