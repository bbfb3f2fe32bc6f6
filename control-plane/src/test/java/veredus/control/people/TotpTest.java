package veredus.control.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.world.real.RealChance;

class TotpTest {
    /** The secret of RFC 6238 appendix B, "12345678901234567890", in Base32. */
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    /** The last six of the eight digits of the appendix. */
    @ParameterizedTest
    @CsvSource({"59,287082", "1111111109,081804", "1111111111,050471", "1234567890,005924", "2000000000,279037"})
    void theVectorsOfTheRfcHold(long seconds, String code) {
        assertThat(Totp.code(SECRET, Instant.ofEpochSecond(seconds))).isEqualTo(code);
        assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(seconds))).hasValue(seconds / 30);
    }

    @Test
    void aCodeIsGoodForOneStepAroundItsOwn() {
        Instant now = Instant.ofEpochSecond(1_234_567_890);
        String code = Totp.code(SECRET, now);

        assertThat(Totp.step(SECRET, code, now.plusSeconds(30))).isPresent();
        assertThat(Totp.step(SECRET, code, now.minusSeconds(30))).isPresent();
        assertThat(Totp.step(SECRET, code, now.plusSeconds(90))).isEmpty();
    }

    @Test
    void aSecretIsLongAndOnesOwn() {
        assertThat(Totp.secret(new RealChance())).matches("[A-Z2-7]{32}").isNotEqualTo(Totp.secret(new RealChance()));
    }

    @Test
    void whatIsNoCodeIsNone() {
        for (String bad : new String[] {"", "12345", "abcdef", "1234567", "-12345"}) {
            assertThat(Totp.step(SECRET, bad, Instant.EPOCH)).isEmpty();
        }
    }
}
