package veredus.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.Origin;
import veredus.api.policy.Proxy;
import veredus.engine.egress.FakeDns;
import veredus.engine.egress.Policies;
import veredus.engine.proxy.LoopbackProxy.Manner;
import veredus.world.Connection;
import veredus.world.real.RealNetwork;
import veredus.world.real.RealThreads;
import veredus.world.real.RealTime;

/** Connections through proxies on loopback, and who is blamed when there is none. */
@Timeout(60)
class ProxiesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RealTime TIME = new RealTime();
    private static final RealNetwork NETWORK = new RealNetwork(TIME, new RealThreads());

    private final LinkedBlockingQueue<String> guests = new LinkedBlockingQueue<>();
    private final Proxies proxies = new Proxies(
            NETWORK,
            new FakeDns().address("proxy.example", "127.0.0.1"),
            TIME,
            () -> Policies.of(List.of(), List.of(), List.of()));
    private ServerSocket site;

    @BeforeEach
    void open() throws IOException {
        site = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!site.isClosed()) {
                try (var guest = site.accept()) {
                    guests.add(guest.getInetAddress().getHostAddress());
                    guest.getOutputStream().write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private static Proxy proxy(Proxy.Type type, String host, int port, Duration limit, String... login) {
        boolean loggedIn = login.length == 2;
        return new Proxy(
                "p",
                type,
                host,
                port,
                loggedIn ? Optional.of(login[0]) : Optional.empty(),
                loggedIn ? Optional.of(login[1]) : Optional.empty(),
                Optional.empty(),
                limit,
                Origin.BUILT_IN);
    }

    private static Proxy socks(LoopbackProxy at, String... login) {
        return proxy(Proxy.Type.SOCKS5, "127.0.0.1", at.port(), PATIENCE, login);
    }

    private Connection connect(Proxy proxy, Optional<String> source) throws IOException {
        return proxies.connect(
                proxy,
                (InetSocketAddress) site.getLocalSocketAddress(),
                source.map(text -> new InetSocketAddress(text, 0).getAddress()),
                PATIENCE);
    }

    private static String greeting(Connection connection) throws IOException {
        byte[] bytes = new byte[11];
        int got = 0;
        while (got < bytes.length) {
            got += connection.read(bytes, got, bytes.length - got);
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private void isTheProxysFault(Proxy proxy, String why) {
        assertThatThrownBy(() -> connect(proxy, Optional.empty()))
                .isInstanceOf(ProxyException.class)
                .hasMessageContaining(why);
        assertThat(proxies.rest(proxy))
                .hasValueSatisfying(rest -> assertThat(rest.cause()).contains(why));
        assertThat(proxies.failures("p")).isEqualTo(1);
    }

    @Test
    void socks5LetsTheProxyChooseItsAddressWhereNoneIsGiven() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Socks());
                var connection = connect(socks(server), Optional.empty())) {
            assertThat(greeting(connection)).isEqualTo("220 hello\r\n");
            assertThat(connection.remote()).isEqualTo(site.getLocalSocketAddress());
            assertThat(connection.local().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
            assertThat(server.asked).containsExactly("CONNECT 127.0.0.1:" + site.getLocalPort());
        }
    }

    @Test
    void socks5BindsToTheSourceAddressFirst() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Socks());
                var connection = connect(socks(server), Optional.of("127.0.0.77"))) {
            assertThat(greeting(connection)).isEqualTo("220 hello\r\n");
            assertThat(guests.take()).isEqualTo("127.0.0.77");
            assertThat(connection.local().getAddress().getHostAddress()).isEqualTo("127.0.0.77");
            assertThat(server.asked).containsExactly("BIND 127.0.0.77:0", "CONNECT 127.0.0.1:" + site.getLocalPort());
        }
    }

    @Test
    void socks5LogsIn() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Login("veredus", "pässword"));
                var connection = connect(socks(server, "veredus", "pässword"), Optional.empty())) {
            assertThat(greeting(connection)).isEqualTo("220 hello\r\n");
        }
    }

    @Test
    void aProxyIsFoundByItsName() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Socks());
                var connection =
                        connect(proxy(Proxy.Type.SOCKS5, "proxy.example", server.port(), PATIENCE), Optional.empty())) {
            assertThat(greeting(connection)).isEqualTo("220 hello\r\n");
        }
    }

    @Test
    void aNameWithoutAddressIsTheProxysFault() {
        isTheProxysFault(proxy(Proxy.Type.SOCKS5, "nowhere.example", 1, PATIENCE), "its name has no address");
    }

    @Test
    void aRefusedLoginIsTheProxysFaultAndDoesNotShowThePassword() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Login("veredus", "right"))) {
            isTheProxysFault(socks(server, "veredus", "wrong-word"), "refuses the login of veredus");
            assertThat(proxies.rest(socks(server, "veredus", "wrong-word"))
                            .orElseThrow()
                            .toString())
                    .doesNotContain("wrong-word");
        }
    }

    @Test
    void aLoginThatIsWantedAndNotSetIsTheProxysFault() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Login("veredus", "right"))) {
            isTheProxysFault(socks(server), "wants a login: set user-name and password");
        }
    }

    @Test
    void aPortWhereNobodyListensIsTheProxysFault() throws Exception {
        int port;
        try (var server = LoopbackProxy.open(new Manner.Socks())) {
            port = server.port();
        }
        isTheProxysFault(proxy(Proxy.Type.SOCKS5, "127.0.0.1", port, PATIENCE), "refused");
    }

    @Test
    void silenceIsTheProxysFaultAfterItsLimit() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Silent())) {
            isTheProxysFault(
                    proxy(Proxy.Type.SOCKS5, "127.0.0.1", server.port(), Duration.ofMillis(100)),
                    "no answer within 0.1 s");
        }
    }

    @Test
    void nonsenseIsTheProxysFault() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Says("220 mx.example ESMTP\r\n"))) {
            isTheProxysFault(socks(server), "does not speak SOCKS5");
        }
    }

    @Test
    void anAddressOfAKindThatThereIsNotIsTheProxysFault() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Says("\5\0\5\0\0\u0009"))) {
            isTheProxysFault(socks(server), "does not speak SOCKS5: an address of kind 9");
        }
    }

    @Test
    void breakingOffInPlaceOfAnAnswerIsTheProxysFault() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.BreaksOff())) {
            isTheProxysFault(socks(server), "broke off instead of answering CONNECT");
        }
    }

    @Test
    void rulesOfTheProxyAreTheProxysFault() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Refuses(2))) {
            isTheProxysFault(socks(server), "CONNECT: not allowed by its rules");
        }
    }

    @Test
    void aSourceThatTheProxyDoesNotHaveIsTheProxysFault() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.RefusesSource(1))) {
            assertThatThrownBy(() -> connect(socks(server), Optional.of("192.0.2.1")))
                    .isInstanceOf(ProxyException.class)
                    .hasMessage("proxy p: cannot send from 192.0.2.1: general failure");
        }
    }

    @Test
    void aReceiverThatRefusesIsNotTheProxysFault() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Refuses(5))) {
            assertThatThrownBy(() -> connect(socks(server), Optional.empty()))
                    .isNotInstanceOf(ProxyException.class)
                    .hasMessage("connection refused, says the proxy p");
            assertThat(proxies.rest(socks(server))).isEmpty();
            assertThat(proxies.failures("p")).isZero();
        }
    }

    @Test
    void aReceiverThatIsSilentIsNotTheProxysFault() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Waits())) {
            assertThatThrownBy(() -> proxies.connect(
                            socks(server),
                            (InetSocketAddress) site.getLocalSocketAddress(),
                            Optional.empty(),
                            Duration.ofMillis(100)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(proxies.rest(socks(server))).isEmpty();
        }
    }

    @Test
    void aProxyThatRestsIsNotAskedUntilItsSettingsChange() throws Exception {
        Proxy broken;
        try (var server = LoopbackProxy.open(new Manner.Refuses(1))) {
            broken = socks(server);
            isTheProxysFault(broken, "general failure");
            assertThatThrownBy(() -> connect(broken, Optional.empty())).hasMessageContaining("it is tried again at");
            assertThat(server.asked).hasSize(1);
        }
        try (var server = LoopbackProxy.open(new Manner.Socks());
                var connection = connect(socks(server), Optional.empty())) {
            assertThat(greeting(connection)).isEqualTo("220 hello\r\n");
            assertThat(proxies.rest(socks(server))).isEmpty();
        }
    }

    @Test
    void version1SaysSourceAndDestinationInALine() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Header());
                var connection = connect(
                        proxy(Proxy.Type.PROXY_V1, "127.0.0.1", server.port(), PATIENCE), Optional.of("127.0.0.78"))) {
            assertThat(greeting(connection)).isEqualTo("220 hello\r\n");
            assertThat(guests.take()).isEqualTo("127.0.0.78");
            assertThat(server.asked).containsExactly("PROXY TCP4 127.0.0.78 127.0.0.1 0 " + site.getLocalPort());
        }
    }

    @Test
    void version2SaysSourceAndDestinationInBinary() throws Exception {
        try (var server = LoopbackProxy.open(new Manner.Header());
                var connection = connect(
                        proxy(Proxy.Type.PROXY_V2, "127.0.0.1", server.port(), PATIENCE), Optional.of("127.0.0.79"))) {
            assertThat(greeting(connection)).isEqualTo("220 hello\r\n");
            assertThat(guests.take()).isEqualTo("127.0.0.79");
            assertThat(connection.local().getAddress().getHostAddress()).isEqualTo("127.0.0.79");
            assertThat(server.asked).containsExactly("v2 length 12 127.0.0.79:0 127.0.0.1");
        }
    }

    @Test
    void headersHaveAddressesOfVersion6() throws Exception {
        InetAddress source = InetAddress.getByName("2001:db8::1");
        var site6 = new InetSocketAddress(InetAddress.getByName("2001:db8::2"), 25);
        assertThat(new String(ProxyText.version1(source, site6), StandardCharsets.US_ASCII))
                .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:2 0 25\r\n");
        byte[] binary = ProxyText.version2(source, site6);
        assertThat(binary).hasSize(16 + 36);
        assertThat(binary[13]).isEqualTo((byte) 0x21);
        assertThat(binary[15]).isEqualTo((byte) 36);
        assertThat(binary[51]).isEqualTo((byte) 25);
    }
}
