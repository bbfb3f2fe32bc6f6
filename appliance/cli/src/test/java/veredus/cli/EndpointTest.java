package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Addresses with ports on the command line. */
class EndpointTest {
    private final Endpoint endpoint = new Endpoint();

    @Test
    void anIpv4AddressStandsBeforeThePort() throws Exception {
        assertThat(endpoint.convert("127.0.0.2:25").toString()).isEqualTo("/127.0.0.2:25");
    }

    @Test
    void anIpv6AddressStandsInBrackets() throws Exception {
        assertThat(endpoint.convert("[::1]:2525").getAddress().isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", ":25", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "localhost:25", ""})
    void whatIsNotAddressAndPortIsRefused(String text) {
        assertThatThrownBy(() -> endpoint.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
