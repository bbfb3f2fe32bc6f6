package veredus.engine.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static ProxyHeader.Result parse(String header) {
        return ProxyHeader.parse(header.getBytes(ISO_8859_1), 0, header.length());
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.1 198.51.100.1 1 25, 192.0.2.1",
        "PROXY TCP6 2001:db8::1 ::1 65535 25, 2001:db8:0:0:0:0:0:1",
        "PROXY TCP6 ::ffff:192.0.2.1 ::1 1 25, 192.0.2.1",
    })
    void namesTheClient(String line, String address) {
        assertThat(parse(line + "\r\n")).isInstanceOfSatisfying(ProxyHeader.Result.Client.class, client -> {
            assertThat(client.address().getHostAddress()).isEqualTo(address);
            assertThat(client.length()).isEqualTo(line.length() + 2);
        });
    }

    @Test
    void knowsWhenTheLoadBalancerSpeaksForItself() {
        assertThat(parse("PROXY UNKNOWN\r\n")).isEqualTo(new ProxyHeader.Result.Itself(15));
        assertThat(parse("PROXY UNKNOWN ffff::1 ::1 1 1\r\nEHLO")).isEqualTo(new ProxyHeader.Result.Itself(31));
        assertThat(parse("\r\n\r\n\0\r\nQUIT\n \0\0\0")).isEqualTo(new ProxyHeader.Result.Itself(16));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 1 25\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 1 25\r\n",
                "PROXY TCP4 ::1 198.51.100.1 1 25\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 1 65536\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 1\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.1 1 25\r\n",
                "\r\n\r\n\0\r\nQUIT\n1\u0011\0\0",
                "\r\n\r\n\0\r\nQUIT\n!\u0012\0\u000c\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\0\u0001\0\u0002",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\u00ff\u00ff",
            })
    void refusesWhatIsNoHeader(String header) {
        assertThat(parse(header)).isInstanceOf(ProxyHeader.Result.Bad.class);
    }

    @Test
    void refusesALineWithoutEnd() {
        assertThat(parse("PROXY TCP4 " + "1".repeat(200))).isInstanceOf(ProxyHeader.Result.Bad.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 198.51.100.1 1 25\r\n",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u00c0\0\u0002\u0001\u00c63d\u0001\0\u0001\0\u0019",
            })
    void neverWantsAByteBeyondTheHeader(String header) {
        byte[] bytes = header.getBytes(ISO_8859_1);
        int length = 0;
        while (ProxyHeader.parse(bytes, 0, length) instanceof ProxyHeader.Result.Incomplete) {
            length += ProxyHeader.wanted(bytes, length);
        }
        assertThat(length).isEqualTo(bytes.length);
        assertThat(ProxyHeader.parse(bytes, 0, length)).isInstanceOf(ProxyHeader.Result.Client.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.4 ",
                "::1::",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7::8",
                "localhost",
                "::1%eth0",
                "1.2.3.4::"
            })
    void readsNoAddressFromOtherText(String text) {
        assertThat(IpText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "255.255.255.255", "::", "::1", "fe80::", "1:2:3:4:5:6:7:8", "64:ff9b::192.0.2.1"})
    void readsAddressesAsTheJdkDoes(String text) throws Exception {
        assertThat(IpText.parse(text)).contains(InetAddress.getByName(text));
    }
}
