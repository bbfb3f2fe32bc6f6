package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proxies and the vMTAs that send through them. */
@Timeout(60)
class ProxyCheckTest {
    private static final String SOCKS = """
            [[proxy]]
            name = "out1"
            type = "socks5"
            host = "proxy.example.com"
            port = 1080
            """;
    private static final String VMTA = """
            [[vmta]]
            name = "v"
            addresses = ["192.0.2.9"]
            proxy = "out1"
            """;

    @TempDir
    private Path path;

    private ConfigDirectory files;

    @BeforeEach
    void write() {
        files = new ConfigDirectory(path).with("server.toml", "[server]\ndefault-pool = \"v\"\n");
    }

    @Test
    void aProxyIsReadAndItsAddressesAreNotLookedForOnThisMachine() {
        Policy policy = files.with("proxies.toml", SOCKS + "user-name = \"me\"\npassword = \"env:WORD\"\n")
                .with("vmtas.toml", VMTA)
                .withEnvironment(java.util.Map.of("WORD", "hush"))
                .withLocalAddress("198.51.100.1")
                .policy();

        assertThat(policy.vmtas().getFirst().proxy()).contains("out1");
        Proxy proxy = policy.proxies().getFirst();
        assertThat(proxy.type()).isEqualTo(Proxy.Type.SOCKS5);
        assertThat(proxy.password()).contains("hush");
        assertThat(proxy.toString()).isEqualTo("Proxy[out1 SOCKS5 proxy.example.com:1080]");
    }

    @Test
    void aProxyThatIsNotThereGetsASuggestion() {
        files.with("proxies.toml", SOCKS).with("vmtas.toml", VMTA.replace("out1", "out11"));

        assertThat(files.problems())
                .contains("vmtas.toml:4:1: vMTA \"v\": there is no proxy \"out11\"; did you mean \"out1\"?")
                .contains("proxies.toml:2:1: warning: no vMTA sends through proxy \"out1\"; write proxy = \"out1\" in a"
                        + " [[vmta]], or remove it");
    }

    @Test
    void theProxyProtocolNeedsASourceAndKnowsNoLogin() {
        files.with("proxies.toml", SOCKS.replace("socks5", "proxy-v2") + "user-name = \"me\"\npassword = \"hush\"\n")
                .with("vmtas.toml", "[[vmta]]\nname = \"v\"\nproxy = \"out1\"\n");

        assertThat(files.problems())
                .anyMatch(problem -> problem.startsWith("vmtas.toml:3:1: vMTA \"v\": the PROXY protocol has to name"))
                .anyMatch(problem -> problem.startsWith("proxies.toml:6:1: the PROXY protocol knows no user-name"))
                .noneMatch(problem -> problem.contains("hush"));
    }

    @Test
    void halfALoginAndBadAddressesAreErrors() {
        files.with(
                        "proxies.toml",
                        SOCKS.replace("proxy.example.com", "192.0.2.7:1080")
                                + "user-name = \"me\"\nsource = \"0.0.0.0\"\n")
                .with("vmtas.toml", VMTA);

        assertThat(files.problems())
                .anyMatch(problem -> problem.contains("user-name and password come together"))
                .anyMatch(problem -> problem.contains("host \"192.0.2.7:1080\" is neither a name nor an address"))
                .anyMatch(problem -> problem.contains("source \"0.0.0.0\" cannot be a source address"));
    }
}
