package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.engine.proxy.LoopbackProxy;
import veredus.engine.proxy.LoopbackProxy.Manner;
import veredus.engine.shaping.PathState;

/** Mail of a whole engine that leaves through a proxy, and what becomes of it while the proxy cannot be used. */
@Timeout(120)
class ProxiedMailTest {
    private static final String QUEUE = ":default@good.example/all";

    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void sendThrough(String type, int port, String moreMembers) throws IOException {
        house.set("proxies.toml", """
                [[proxy]]
                name = "out1"
                type = "%s"
                host = "127.0.0.1"
                port = %d
                """.formatted(type, port));
        house.set("vmtas.toml", """
                [[vmta]]
                name = "far"
                addresses = ["127.0.0.177"]
                proxy = "out1"
                [[vmta]]
                name = "near"
                [[pool]]
                name = "all"
                members = [{ vmta = "far" }%s]
                """.formatted(moreMembers));
        house.client().reload();
    }

    private List<String> reasons() throws IOException {
        return house.client().queue(QUEUE).reasons();
    }

    @Test
    void mailLeavesThroughTheProxyOfItsVmta() throws Exception {
        for (String type : List.of("socks5", "proxy-v2")) {
            Manner manner = type.equals("socks5") ? new Manner.Socks() : new Manner.Header();
            try (var proxy = LoopbackProxy.open(manner)) {
                sendThrough(type, proxy.port(), "");
                long before = house.client().status().delivered();
                house.send(3, "good.example");
                until(() -> house.client().status().delivered() == before + 3);
                assertThat(proxy.asked)
                        .isNotEmpty()
                        .allMatch(line -> line.contains("127.0.0.177") || line.startsWith("CONNECT 127.9.9.11:"));
                assertThat(house.client().vmtas().vmtas().getFirst().proxy()).contains("out1");
            }
        }
    }

    @Test
    void mailWaitsForAProxyThatFailsWithoutBlameForTheSiteAndGoesWhenItIsMended() throws Exception {
        sendThrough("socks5", closedPort(), "");
        house.send(2, "good.example");
        until(() -> reasons().stream().anyMatch(reason -> reason.startsWith("what rests waits")));

        assertThat(reasons())
                .anyMatch(reason -> reason.startsWith(
                                "vMTA far sends nothing: proxy out1 cannot be used; it is tried" + " again at ")
                        && reason.contains("refused"));
        assertThat(house.engine().readyQueues().all())
                .allMatch(ready -> ready.gate().state() instanceof PathState.Normal);
        assertThat(house.client().status().deferred()).isZero();
        assertThat(house.client().metrics())
                .contains("veredus_proxy_failures_total{proxy=\"out1\"}")
                .contains("veredus_proxy_resting{proxy=\"out1\"} 1");

        try (var proxy = LoopbackProxy.open(new Manner.Socks())) {
            sendThrough("socks5", proxy.port(), "");
            house.client().act(QueueAction.RETRY, ActionRequest.of(QueueFilter.ofQueue(QUEUE), "mended"));
            until(() -> house.client().status().delivered() == 2);
            assertThat(house.client().metrics()).contains("veredus_proxy_resting{proxy=\"out1\"} 0");
        }
    }

    @Test
    void mailGoesByAnotherVmtaOfThePoolWhileAProxyFails() throws Exception {
        sendThrough("socks5", closedPort(), ", { vmta = \"near\" }");
        house.send(20, "good.example");
        until(() -> house.client().status().delivered() == 20);

        assertThat(house.engine().readyQueues().all())
                .allMatch(ready -> ready.gate().state() instanceof PathState.Normal);
    }
}
