package veredus.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.delivery.OutboundSessionTest.shown;
import static veredus.engine.delivery.ScriptedPeer.dialogue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.Origin;
import veredus.api.policy.Proxy;
import veredus.api.policy.TlsMode;
import veredus.api.policy.VirtualMta;
import veredus.engine.outcome.Fault;
import veredus.engine.proxy.LoopbackProxy;
import veredus.engine.proxy.LoopbackProxy.Manner;

/** Conversations through a proxy, from the first connection to MAIL. */
@Timeout(60)
class ProxiedSessionTest {
    private static final String CLEAR = """
            S 220 mx.test
            C EHLO us.example
            S 250 mx.test
            """;

    private static Proxy proxy(Proxy.Type type, int port) {
        return new Proxy(
                "p",
                type,
                "127.0.0.1",
                port,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(20),
                Origin.BUILT_IN);
    }

    @Test
    void tlsIsBetweenUsAndTheReceiver() throws Exception {
        try (var peer = ScriptedPeer.playing(
                        dialogue(CLEAR.replace("S 250 mx.test", "S 250-mx.test\nS 250 STARTTLS"), """
                        C STARTTLS
                        S 220 go
                        TLS
                        C EHLO us.example
                        S 250 mx.test
                        """));
                var server = LoopbackProxy.open(new Manner.Socks());
                var session = new Caller()
                        .through(proxy(Proxy.Type.SOCKS5, server.port()), "127.0.0.81")
                        .tls(TlsMode.REQUIRED)
                        .session(peer.port())) {
            assertThat(session.peer().tlsProtocol()).isEqualTo("TLSv1.3");
            assertThat(session.peer().sourceAddress()).isEqualTo("127.0.0.81");
            assertThat(session.peer().destinationAddress()).isEqualTo("127.0.0.1");
            assertThat(server.asked).containsExactly("BIND 127.0.0.81:0", "CONNECT 127.0.0.1:" + peer.port());
        }
    }

    @Test
    void aReceiverThatRefusesTheProxyLeadsToTheNextAddress() throws Exception {
        int closed;
        try (var gone = ScriptedPeer.playing(CLEAR)) {
            closed = gone.port();
        }
        try (var peer = ScriptedPeer.playing(CLEAR);
                var server = LoopbackProxy.open(new Manner.Socks());
                var session = new Caller()
                        .through(proxy(Proxy.Type.SOCKS5, server.port()), "127.0.0.82")
                        .session(closed, peer.port())) {
            assertThat(session.peer().sourceAddress()).isEqualTo("127.0.0.82");
        }
    }

    @Test
    void aProxyThatFailsIsNotTriedForTheOtherAddressesAndIsOurs() throws Exception {
        try (var peer = ScriptedPeer.playing(CLEAR);
                var server = LoopbackProxy.open(new Manner.Refuses(1))) {
            var failed = new Caller()
                    .through(proxy(Proxy.Type.SOCKS5, server.port()), "127.0.0.83")
                    .failure(peer.port(), peer.port());
            assertThat(failed.fault()).isEqualTo(Fault.OURS);
            assertThat(shown(failed.outcome())).isEqualTo("PROXY proxy p: CONNECT: general failure");
            assertThat(server.asked).hasSize(2);
        }
    }

    @Test
    void aReceiverThatCannotBeReachedThroughAProxyHeaderIsSilentBeforeItsGreeting() throws Exception {
        int closed;
        try (var gone = ScriptedPeer.playing(CLEAR)) {
            closed = gone.port();
        }
        try (var server = LoopbackProxy.open(new Manner.Header())) {
            var failed = new Caller()
                    .through(proxy(Proxy.Type.PROXY_V2, server.port()), "127.0.0.84")
                    .failure(closed);
            assertThat(failed.fault()).isEqualTo(Fault.SITE);
        }
    }

    @Test
    void aVmtaWhoseProxyIsGoneSendsNothingFromThisMachine() throws Exception {
        var vmta = new VirtualMta(
                "v1",
                List.of(),
                Optional.empty(),
                VirtualMta.IpFamily.IPV4_THEN_IPV6,
                Optional.of("gone"),
                true,
                Origin.BUILT_IN);
        try (var peer = ScriptedPeer.playing(CLEAR)) {
            var failed = new Caller().vmta(vmta).failure(peer.port());
            assertThat(shown(failed.outcome())).isEqualTo("PROXY the proxy gone of vMTA v1 is gone");
            assertThat(peer.lines).isEmpty();
        }
    }
}
