package veredus.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ExtensionsTest {

    private static Extensions of(String... lines) {
        return Extensions.of(new Reply(250, Optional.empty(), List.of(lines)));
    }

    @Test
    void theReplyToEhloIsRead() {
        Extensions extensions = of(
                "mx.example at your service, [192.0.2.1]",
                "SIZE 157286400",
                "8bitmime",
                "AUTH PLAIN  login XOAUTH2",
                "AUTH=LOGIN CRAM-MD5",
                "ENHANCEDSTATUSCODES",
                "PIPELINING",
                "CHUNKING",
                "LIMITS MAILMAX=100 RCPTMAX=50 RCPTDOMAINMAX=1 OTHER=x",
                "X-UNKNOWN foo");
        assertThat(extensions.maxSizeBytes()).hasValue(157_286_400);
        assertThat(extensions.has(Extension.EIGHTBITMIME)).isTrue();
        assertThat(extensions.has(Extension.STARTTLS)).isFalse();
        assertThat(extensions.authMechanisms()).containsExactly("PLAIN", "LOGIN", "XOAUTH2", "CRAM-MD5");
        assertThat(extensions.limits())
                .isEqualTo(new Extensions.Limits(OptionalInt.of(100), OptionalInt.of(50), OptionalInt.of(1)));
    }

    @Test
    void theNameOfTheServerIsNoExtension() {
        assertThat(of("PIPELINING")).isEqualTo(Extensions.NONE);
    }

    @Test
    void nonsenseIsPassedOver() {
        assertThat(of("x", "SIZE abc", "", " ", "LIMITS RCPTMAX=0 MAILMAX RCPTDOMAINMAX=99999999999999999999", "AUTH"))
                .satisfies(extensions -> {
                    assertThat(extensions.maxSizeBytes()).isEmpty();
                    assertThat(extensions.limits()).isEqualTo(Extensions.Limits.NONE);
                    assertThat(extensions.authMechanisms()).isEmpty();
                });
        assertThat(of("x", "SIZE 0").maxSizeBytes())
                .as("0 says that there is no fixed limit")
                .isEmpty();
    }

    @Test
    void xtextIsReadBackUnchangedAndHidesNoControlCharacters() {
        assertThat(Xtext.encode("a+b=c d")).isEqualTo("a+2Bb+3Dc+20d");
        assertThat(Xtext.decode("a+2Bb+3Dc+20d")).contains("a+b=c d");
        assertThat(List.of("a b", "a=b", "a+", "a+2", "a+2b", "a+0A", "a+7F", "a+FC", "\u00FC"))
                .allSatisfy(text -> assertThat(Xtext.decode(text)).isEmpty());
    }
}
