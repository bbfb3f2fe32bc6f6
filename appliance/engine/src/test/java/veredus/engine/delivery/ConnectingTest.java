package veredus.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.delivery.Caller.NOTHING;
import static veredus.engine.delivery.OutboundSessionTest.shown;
import static veredus.engine.delivery.ScriptedPeer.dialogue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.TlsMode;
import veredus.engine.egress.Policies;
import veredus.engine.outcome.Fault;
import veredus.engine.outcome.Outcome;
import veredus.mail.smtp.Extension;
import veredus.mail.smtp.Phase;

/** From the first host to the one that is ready for MAIL. */
@Timeout(60)
class ConnectingTest {
    private static final String WITH_TLS = """
            S 220 mx.test
            C EHLO us.example
            S 250-mx.test
            S 250-SIZE 7
            S 250 STARTTLS
            """;
    private static final String CLEAR = """
            S 220 mx.test
            C EHLO us.example
            S 250 mx.test
            """;

    private static int closedPort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aRefusedConnectionLeadsToTheNextHost() throws Exception {
        try (var peer = ScriptedPeer.playing(CLEAR)) {
            try (var session = new Caller().session(closedPort(), peer.port())) {
                assertThat(session.peer().destinationAddress()).isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void aHostThatRefusesInItsGreetingLeadsToTheNext() throws Exception {
        try (var first = ScriptedPeer.playing("S 554 not here");
                var second = ScriptedPeer.playing(CLEAR)) {
            new Caller().session(first.port(), second.port()).close();
        }
    }

    @Test
    void aReplyIsToldRatherThanASilence() throws Exception {
        try (var peer = ScriptedPeer.playing("S 421 4.3.2 busy")) {
            var failed = new Caller().failure(closedPort(), peer.port(), closedPort());
            assertThat(shown(failed.outcome())).isEqualTo("GREETING 421 4.3.2 busy");
            assertThat(failed.fault()).isEqualTo(Fault.SITE);
            assertThat(failed.peer().destinationAddress()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void afterTwoConversationsThatCameToNothingTheRestIsLeft() throws Exception {
        try (var first = ScriptedPeer.playing("S 451 no");
                var second = ScriptedPeer.playing("S 452 no");
                var third = ScriptedPeer.playing(CLEAR)) {
            var failed = new Caller().failure(first.port(), second.port(), third.port());
            assertThat(shown(failed.outcome())).isEqualTo("GREETING 451 no");
        }
    }

    @Test
    void atMostFiveAddressesAreTried() throws Exception {
        try (var peer = ScriptedPeer.playing(CLEAR)) {
            int closed = closedPort();
            var failed = new Caller().failure(closed, closed, closed, closed, closed, peer.port());
            assertThat(failed.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Lost.class, lost -> assertThat(lost.phase()).isEqualTo(Phase.CONNECT));
        }
    }

    @Test
    void theConnectionComesFromTheAddressOfTheVirtualMta() throws Exception {
        try (var peer = ScriptedPeer.playing(CLEAR);
                var session =
                        new Caller().vmta(Policies.vmta("v1", "127.0.0.9")).session(peer.port())) {
            assertThat(session.peer().sourceAddress()).isEqualTo("127.0.0.9");
        }
    }

    @Test
    void anAddressThatIsNotOursIsOurFault() throws Exception {
        try (var peer = ScriptedPeer.playing(CLEAR)) {
            var failed = new Caller().vmta(Policies.vmta("v1", "192.0.2.1")).failure(peer.port());
            assertThat(failed.fault()).isEqualTo(Fault.OURS);
            assertThat(shown(failed.outcome())).startsWith("NO_SOURCE the source address 192.0.2.1 cannot be used");
        }
    }

    @Test
    void loopbackIsForbiddenUnlessTheRouteAllowsIt() throws Exception {
        try (var peer = ScriptedPeer.playing(CLEAR)) {
            var failed = new Caller().route(Policies.mxRoute("*", 25, false)).failure(peer.port());
            assertThat(shown(failed.outcome()))
                    .isEqualTo("ROUTING 5.4.4 127.0.0.1 has a forbidden address (loopback): 127.0.0.1");
        }
    }

    @Test
    void aServerOf1982IsGreetedWithHelo() throws Exception {
        try (var peer = ScriptedPeer.playing("""
                S 220 mx.test
                C EHLO
                S 500 what?
                C HELO us.example
                S 250 hello
                C QUIT
                S 221 bye
                """)) {
            new Caller().tls(TlsMode.OPPORTUNISTIC).session(peer.port()).quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void onlyWhatIsOfferedInsideTlsCounts() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(WITH_TLS, """
                C STARTTLS
                S 220 go
                TLS
                C EHLO us.example
                S 250-mx.test
                S 250 PIPELINING
                C QUIT
                S 221 bye
                """))) {
            var session = new Caller().tls(TlsMode.OPPORTUNISTIC).session(peer.port());
            session.quit();
            assertThat(session.extensions().offered()).containsExactly(Extension.PIPELINING);
            assertThat(session.peer().tlsProtocol()).isEqualTo("TLSv1.3");
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void aVerifiedConnectionNeedsACertificateThatIsTrusted() throws Exception {
        String dialogue = dialogue(WITH_TLS, "C STARTTLS", "S 220 go", "TLS", "C EHLO", "S 250 mx.test", "STALL");
        try (var peer = ScriptedPeer.playing(dialogue, dialogue)) {
            new Caller().tls(TlsMode.VERIFIED).session(peer.port()).close();
            var failed = new Caller()
                    .tls(TlsMode.VERIFIED)
                    .trusting(ClientTls.withDefaultAuthorities())
                    .failure(peer.port());
            assertThat(shown(failed.outcome())).startsWith("NO_TLS the TLS handshake failed");
        }
    }

    @Test
    void whereTlsIsWelcomeAFailedHandshakeIsFollowedByOneTryInClear() throws Exception {
        String broken = dialogue(WITH_TLS, "C STARTTLS", "S 220 go", "NOTLS");
        try (var peer = ScriptedPeer.playing(broken, dialogue(WITH_TLS, "C QUIT", "S 221 bye"))) {
            new Caller().tls(TlsMode.OPPORTUNISTIC).session(peer.port()).quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void whereTlsIsRequiredAFailedHandshakeIsFollowedByNothing() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(WITH_TLS, "C STARTTLS", "S 220 go", "NOTLS"))) {
            var failed = new Caller().tls(TlsMode.REQUIRED).failure(peer.port());
            assertThat(shown(failed.outcome())).startsWith("NO_TLS the TLS handshake failed");
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void aPasswordIsSentInsideTlsAndNotInATranscript() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(WITH_TLS, """
                C STARTTLS
                S 220 go
                TLS
                C EHLO
                S 250-mx.test
                S 250 AUTH LOGIN PLAIN
                C AUTH PLAIN AHVzZXIAc2VjcmV0
                S 235 welcome
                C QUIT
                S 221 bye
                """))) {
            var caller = new Caller()
                    .route(Policies.smartHost(peer.port(), Optional.empty()))
                    .traced();
            caller.session(peer.port()).quit();
            assertThat(peer.complaints()).isEmpty();
            assertThat(caller.transcript().lines().toString())
                    .contains("AUTH PLAIN ***")
                    .doesNotContain("AHVz");
        }
    }

    @Test
    void aPasswordIsNeverSentInClear() throws Exception {
        try (var peer = ScriptedPeer.playing("""
                S 220 mx.test
                C EHLO
                S 250-mx.test
                S 250 AUTH PLAIN
                C (end)
                """)) {
            var failed = new Caller()
                    .tls(TlsMode.OPPORTUNISTIC)
                    .route(Policies.smartHost(peer.port(), Optional.empty()))
                    .failure(peer.port());
            assertThat(shown(failed.outcome())).isEqualTo("NO_TLS TLS is required, but the peer does not offer it");
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void aPasswordIsSentInClearWhereTheRouteSaysSoItself() throws Exception {
        try (var peer = ScriptedPeer.playing("""
                S 220 mx.test
                C EHLO
                S 250-mx.test
                S 250 AUTH LOGIN
                C AUTH LOGIN
                S 334 VXNlcm5hbWU6
                C dXNlcg==
                S 334 UGFzc3dvcmQ6
                C c2VjcmV0
                S 535 5.7.8 wrong
                """)) {
            var failed = new Caller()
                    .route(Policies.smartHost(peer.port(), Optional.of(TlsMode.NEVER)))
                    .failure(peer.port());
            assertThat(shown(failed.outcome())).isEqualTo("AUTH 535 5.7.8 wrong");
            assertThat(failed.fault()).isEqualTo(Fault.OURS);
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void aDeliveryGoesThroughTls() throws Exception {
        String body = "x".repeat(70).concat("\r\n").repeat(3000);
        try (var peer = ScriptedPeer.playing(dialogue(WITH_TLS, """
                C STARTTLS
                S 220 go
                TLS
                C EHLO us.example
                S 250-mx.test
                S 250 PIPELINING
                C MAIL
                S 250 ok
                C RCPT
                S 250 ok
                C DATA
                S 354 go
                BODY
                S 250 ok
                C QUIT
                S 221 bye
                """))) {
            var session = new Caller().tls(TlsMode.REQUIRED).session(peer.port());
            var delivery = Letters.letter().to("ann").requireTls().body(body).delivery();
            assertThat(session.deliver(delivery, NOTHING))
                    .allSatisfy(result -> assertThat(shown(result.outcome())).isEqualTo("accepted 250 ok"));
            session.quit();
            assertThat(peer.bodies).containsExactly(body);
        }
    }

    @Test
    void aPeerThatDoesNotGreetIsLeftWhenItsLimitIsOver() throws Exception {
        try (var peer = ScriptedPeer.playing("STALL")) {
            var failed = new Caller().patience(Duration.ofMillis(50)).failure(peer.port());
            assertThat(failed.outcome()).isEqualTo(new Outcome.Lost(Phase.GREETING, "no answer within 0.05 s"));
        }
    }
}
