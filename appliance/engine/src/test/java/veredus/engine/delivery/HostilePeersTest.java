package veredus.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static veredus.engine.delivery.Caller.NOTHING;
import static veredus.engine.delivery.OutboundSessionTest.shown;
import static veredus.engine.delivery.ScriptedPeer.dialogue;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import veredus.api.policy.TlsMode;

/** Peers that do what no server should: whatever they say, there is an outcome, within bounds. */
@Timeout(60)
class HostilePeersTest {
    private static final String HELLO = """
            S 220 mx.test
            C EHLO
            S 250-mx.test
            S 250 PIPELINING
            """;
    private static final String TO_STARTTLS = """
            S 220 mx.test
            C EHLO
            S 250-mx.test
            S 250 STARTTLS
            C STARTTLS
            """;

    static Stream<Arguments> beginnings() {
        return Stream.of(
                arguments("S 221 bye", "lost in GREETING"),
                arguments("S 250 hello", "lost in GREETING"),
                arguments("S 354 go", "lost in GREETING"),
                arguments("S 421 busy", "GREETING 421 busy"),
                arguments("S 521 no mail here", "GREETING 521 no mail here"),
                arguments("S 554-one\nS 554 two", "GREETING 554 one two"),
                arguments("S 220-one\nCLOSE", "lost in GREETING"),
                arguments("s 22\nCLOSE", "lost in GREETING"),
                arguments("S 220", "lost in EHLO"),
                arguments("S 2200 hello", "lost in GREETING"),
                arguments("S 999 hello", "lost in GREETING"),
                arguments("S 120 hello", "lost in GREETING"),
                arguments("S HTTP/1.1 400 Bad Request", "lost in GREETING"),
                arguments("s \\x16\\x03\\x01\\x00\\xff\\r\\n", "lost in GREETING"),
                arguments("S 220-a\nS 221 b", "lost in GREETING"),
                arguments("S ", "lost in GREETING"),
                arguments("CLOSE", "lost in GREETING"),
                arguments("S 220 mx\nC EHLO\nRESET", "lost in EHLO"),
                arguments("FLOOD 220-again\\r\\n", "lost in GREETING"),
                arguments("FLOOD 220 endless", "lost in GREETING"),
                arguments("FLOOD \\0\\0\\0\\0\\0\\0\\0\\0", "lost in GREETING"),
                arguments("TRICKLE 421 b\\r\\n", "GREETING 421 b"),
                arguments("S 554 \\e]0;owned\\0 end", "GREETING 554 ?]0;owned? end"),
                arguments("S 220 mx\nC EHLO\nS 421 no", "EHLO 421 no"),
                arguments("S 220 mx\nC EHLO\nS 450 no", "EHLO 450 no"),
                arguments("S 220 mx\nC EHLO\nS 354 go", "lost in EHLO"),
                arguments("S 220 mx\nC EHLO\nCLOSE", "lost in EHLO"),
                arguments("S 220 mx\nC EHLO\nS 502 no\nC HELO\nS 550 no", "EHLO 550 no"),
                arguments("S 220 mx\nC EHLO\nFLOOD 250-X\\r\\n", "lost in EHLO"));
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void aBeginningThatIsNoneHasAnOutcome(String dialogue, String outcome) throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue)) {
            assertThat(shown(new Caller().failure(peer.port()).outcome())).isEqualTo(outcome);
        }
    }

    static Stream<Arguments> transactions() {
        return Stream.of(
                arguments("C MAIL\nCLOSE", "lost in MAIL"),
                arguments("C MAIL\nRESET", "lost in MAIL"),
                arguments("C MAIL\nS 421 later", "MAIL 421 later"),
                arguments("C MAIL\nS 354 go", "lost in MAIL"),
                arguments("C MAIL\nS gibberish", "lost in MAIL"),
                arguments("C MAIL\nFLOOD 250-x\\r\\n", "lost in MAIL"),
                arguments("C MAIL\nS 550 no\nCLOSE", "MAIL 550 no"),
                arguments("C MAIL\nS 550 no\nS 550 no\nS 354 go\nC RCPT\nC DATA\nBODY\nS 250 ok", "MAIL 550 no"),
                arguments("C MAIL\nS 250 ok\nCLOSE", "lost in RCPT"),
                arguments("C MAIL\nS 250 ok\nS 421 later", "RCPT 421 later"),
                arguments("C MAIL\nS 250 ok\nS 334 what", "lost in RCPT"),
                arguments("C MAIL\nS 250 ok\nS 550-5.1.1 \nS 550 5.1.1 gone", "RCPT 550 5.1.1  gone"),
                arguments("C MAIL\nS 250 ok\nS 250 ok\nCLOSE", "lost in DATA"),
                arguments("C MAIL\nS 250 ok\nS 250 ok\nS 250 thanks", "lost in DATA"),
                arguments("C MAIL\nS 250 ok\nS 250 ok\nS 421 later", "DATA 421 later"),
                arguments("C MAIL\nS 250 ok\nS 250 ok\nS 554 no", "DATA 554 no"),
                arguments("C MAIL\nC RCPT\nC DATA\nS 250 ok\nS 250 ok\nS 354 go\nBODY\nCLOSE", "lost in END_OF_DATA"),
                arguments("C MAIL\nC RCPT\nC DATA\nS 250 ok\nS 250 ok\nS 354 go\nBODY\nRESET", "lost in END_OF_DATA"),
                arguments(
                        "C MAIL\nC RCPT\nC DATA\nS 250 ok\nS 250 ok\nS 354 go\nBODY\nS 421 full",
                        "END_OF_DATA 421 full"),
                arguments(
                        "C MAIL\nC RCPT\nC DATA\nS 250 ok\nS 250 ok\nS 354 go\nBODY\nS 354 more",
                        "lost in END_OF_DATA"),
                arguments(
                        "C MAIL\nC RCPT\nC DATA\nS 250 ok\nS 250 ok\nS 354 go\nBODY\nS 451-4.3.0 a\nS 451 4.3.0 b",
                        "END_OF_DATA 451 4.3.0 a b"),
                arguments(
                        "C MAIL\nC RCPT\nC DATA\nS 250 ok\nS 250 ok\nS 354 go\nBODY\nTRICKLE 250 ok\\r\\n",
                        "accepted 250 ok"));
    }

    @ParameterizedTest
    @MethodSource("transactions")
    void aTransactionThatGoesWrongHasAnOutcome(String dialogue, String outcome) throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(HELLO, dialogue));
                var session = new Caller().session(peer.port())) {
            assertThat(session.deliver(Letters.simple(), NOTHING))
                    .singleElement()
                    .satisfies(result -> assertThat(shown(result.outcome())).isEqualTo(outcome));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "C MAIL, MAIL",
        "C MAIL|S 250 ok, RCPT",
        "C MAIL|S 250 ok|S 250 ok, DATA",
        "C MAIL|C RCPT|C DATA|S 250 ok|S 250 ok|S 354 go|BODY, END_OF_DATA"
    })
    void aPeerThatFallsSilentIsLeft(String dialogue, String phase) throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(HELLO, dialogue.replace('|', '\n'), "STALL"));
                var session = new Caller().patience(Duration.ofMillis(60)).session(peer.port())) {
            assertThat(session.deliver(Letters.simple(), NOTHING))
                    .singleElement()
                    .satisfies(result -> assertThat(shown(result.outcome())).isEqualTo("lost in " + phase));
            assertThat(session.usable()).isFalse();
        }
    }

    /** T10: opportunistic goes on in clear, on this connection or on one more; required gives up. */
    @ParameterizedTest
    @CsvSource({
        "S 421 no, false",
        "S 454 no, true",
        "S 500 no, true",
        "S 501 no, true",
        "S 502 no, true",
        "S 530 no, true"
    })
    void startTlsThatIsRefusedIsPassedOverWhereTlsIsOnlyWelcome(String reply, boolean goesOn) throws Exception {
        String rest = goesOn ? "C QUIT\nS 221 bye" : "C (end)";
        try (var peer = ScriptedPeer.playing(dialogue(TO_STARTTLS, reply, rest))) {
            Opened opened = new Caller().tls(TlsMode.OPPORTUNISTIC).call(peer.port());
            if (opened instanceof Opened.Open(OutboundSession session)) {
                session.quit();
            }
            assertThat(opened instanceof Opened.Open).isEqualTo(goesOn);
            assertThat(peer.complaints()).isEmpty();
        }
        try (var peer = ScriptedPeer.playing(dialogue(TO_STARTTLS, reply, "C (end)"))) {
            var failed = new Caller().tls(TlsMode.REQUIRED).failure(peer.port());
            assertThat(shown(failed.outcome())).containsAnyOf("NO_TLS", "STARTTLS 421");
            assertThat(peer.complaints()).isEmpty();
        }
    }

    /** T10: neither yes nor no. */
    @ParameterizedTest
    @CsvSource({"S 354 go", "S 250 ok", "S gibberish"})
    void startTlsThatIsAnsweredWithNonsenseIsTriedOnceMoreInClear(String reply) throws Exception {
        try (var peer = ScriptedPeer.playing(
                dialogue(TO_STARTTLS, reply, "C (end)"),
                "S 220 mx.test\nC EHLO\nS 250-mx.test\nS 250 STARTTLS\nC QUIT\nS 221 bye")) {
            new Caller().tls(TlsMode.OPPORTUNISTIC).session(peer.port()).quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    /** T8: the buffer must be empty when TLS begins. */
    @ParameterizedTest
    @CsvSource({"OPPORTUNISTIC", "REQUIRED", "VERIFIED"})
    void wordsBetweenStartTlsAndTlsEndTheConnection(TlsMode mode) throws Exception {
        try (var peer = ScriptedPeer.playing(
                dialogue(TO_STARTTLS, "s 220 go\\r\\n250-x\\r\\n250 AUTH PLAIN\\r\\n", "C (end)"))) {
            var failed = new Caller().tls(mode).failure(peer.port());
            assertThat(shown(failed.outcome())).startsWith("NO_TLS 4.7.5");
            assertThat(peer.complaints()).isEmpty();
        }
    }

    /** T11. */
    @ParameterizedTest
    @CsvSource({"500", "502"})
    void ehloThatIsRefusedToGetRidOfTlsDefersWhereTlsIsRequired(String code) throws Exception {
        try (var peer = ScriptedPeer.playing("S 220 mx\nC EHLO\nS " + code + " no\nC (end)")) {
            var failed = new Caller().tls(TlsMode.REQUIRED).failure(peer.port());
            assertThat(shown(failed.outcome())).startsWith("NO_TLS TLS is required, but the peer refuses EHLO");
            assertThat(peer.complaints()).isEmpty();
        }
    }

    /** A peer that has no more patience in the middle of a message says so before it hangs up. */
    @ParameterizedTest
    @CsvSource({"S 552 5.3.4 too big, END_OF_DATA 552 5.3.4 too big", "S 421 enough, END_OF_DATA 421 enough"})
    void whatThePeerSaysWhileItStopsListeningIsHeard(String farewell, String outcome) throws Exception {
        String body = "x".repeat(998).concat("\r\n").repeat(30_000);
        try (var peer = ScriptedPeer.playing(
                        dialogue(HELLO, "C MAIL\nC RCPT\nC DATA\nS 250 ok\nS 250 ok\nS 354 go", farewell, "CLOSE"));
                var session = new Caller().session(peer.port())) {
            assertThat(session.deliver(Letters.letter().to("ann").body(body).delivery(), NOTHING))
                    .singleElement()
                    .satisfies(result -> assertThat(shown(result.outcome())).isEqualTo(outcome));
            assertThat(session.usable()).isFalse();
        }
    }
}
