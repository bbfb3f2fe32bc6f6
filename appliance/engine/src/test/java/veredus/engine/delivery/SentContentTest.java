package veredus.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.delivery.Caller.NOTHING;
import static veredus.engine.delivery.Letters.letter;
import static veredus.engine.delivery.OutboundSessionTest.COMMANDS;
import static veredus.engine.delivery.OutboundSessionTest.PIPELINING;
import static veredus.engine.delivery.OutboundSessionTest.QUIT;
import static veredus.engine.delivery.OutboundSessionTest.said;
import static veredus.engine.delivery.ScriptedPeer.dialogue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Recipient;
import veredus.engine.spool.SpoolException;

/** What goes over the wire: bodies by DATA and BDAT, parameters, what is converted and what is not sent at all. */
@Timeout(60)
class SentContentTest {
    private static final String CHUNKING = """
            S 220 mx.test
            C EHLO us.example
            S 250-mx.test
            S 250-PIPELINING
            S 250 CHUNKING
            """;

    @Test
    void dotsAreStuffedAndTheLastLineIsEnded() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(PIPELINING, COMMANDS, "BODY", "S 250 ok", QUIT))) {
            var session = new Caller().session(peer.port());
            session.deliver(
                    letter().to("ann").body("a: b\r\n\r\n.\r\n..x\r\nend").delivery(), NOTHING);
            session.quit();
            assertThat(peer.bodies).containsExactly("a: b\r\n\r\n..\r\n...x\r\nend\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17_000, 70_000, 300_000})
    void aBodyOfAnySizeArrivesAsItIs(int size) throws Exception {
        String body = "x".repeat(78).concat("\r\n").repeat(size / 80 + 1);
        for (boolean inLog : new boolean[] {false, true}) {
            for (String hello : new String[] {PIPELINING, CHUNKING}) {
                boolean chunks = hello.equals(CHUNKING);
                Letters letter = letter().to("ann").body(body);
                Delivery delivery = (inLog ? letter.inLog() : letter).delivery();
                String commands =
                        "C MAIL\nS 250 ok\nC RCPT\nS 250 ok\n" + (chunks ? "CHUNK" : "C DATA\nS 354 go\nBODY");
                try (var peer = ScriptedPeer.playing(dialogue(hello, commands, "S 250 ok", QUIT))) {
                    var session =
                            new Caller().bodies(Letters.inPieces(body, 50_000)).session(peer.port());
                    assertThat(said(session.deliver(delivery, NOTHING))).containsExactly("ann accepted 250 ok");
                    session.quit();
                    assertThat(peer.complaints()).isEmpty();
                    assertThat(peer.bodies).containsExactly(body);
                }
            }
        }
    }

    @Test
    void withChunkingCommandsAndBodyAreOneWrite() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(CHUNKING, """
                C MAIL
                C RCPT
                CHUNK
                S 250 ok
                S 250 ok
                S 250 done
                """, QUIT))) {
            var session = new Caller().session(peer.port());
            assertThat(said(session.deliver(
                            letter().to("ann").body("a: b\r\n\r\n.x\r\n").delivery(), NOTHING)))
                    .containsExactly("ann accepted 250 done");
            session.quit();
            assertThat(peer.bodies).containsExactly("a: b\r\n\r\n.x\r\n");
        }
    }

    @Test
    void aChunkForNobodyIsFollowedByReset() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(CHUNKING, """
                C MAIL
                S 250 ok
                C RCPT
                S 550 no
                CHUNK
                S 503 nobody
                C RSET
                S 250 ok
                C MAIL
                S 250 ok
                C RCPT
                S 250 ok
                CHUNK
                S 250 ok
                """, QUIT))) {
            var session = new Caller().session(peer.port());
            assertThat(said(session.deliver(Letters.simple(), NOTHING))).containsExactly("ann RCPT 550 no");
            assertThat(said(session.deliver(Letters.simple(), NOTHING))).containsExactly("ann accepted 250 ok");
            session.quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void parametersAreSentWhereTheyAreOffered() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue("""
                S 220 mx.test
                C EHLO us.example
                S 250-mx.test
                S 250-PIPELINING
                S 250-SIZE 1000000
                S 250-8BITMIME
                S 250-SMTPUTF8
                S 250 DSN
                C MAIL
                S 250 ok
                C RCPT
                S 250 ok
                C DATA
                S 354 go
                BODY
                S 250 ok
                """, QUIT))) {
            var session = new Caller().session(peer.port());
            session.deliver(
                    letter().to(
                                    "jürgen",
                                    Set.of(Recipient.Notify.SUCCESS, Recipient.Notify.FAILURE),
                                    Optional.of("rfc822;a+b@there.test"))
                            .eightBit()
                            .smtpUtf8()
                            .envelopeId("x=1")
                            .returnFull(false)
                            .body("Subject: ü\r\n\r\n")
                            .delivery(),
                    NOTHING);
            session.quit();
            assertThat(peer.lines)
                    .contains("MAIL FROM:<news@here.test> SIZE=15 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x+3D1")
                    .contains("RCPT TO:<jÃ¼rgen@there.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb@there.test");
        }
    }

    @Test
    void whatThePeerCannotTakeIsNotTried() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue("""
                S 220 mx.test
                C EHLO us.example
                S 250-mx.test
                S 250 SIZE 10
                """, QUIT))) {
            var session = new Caller().session(peer.port());
            assertThat(said(session.deliver(Letters.simple(), NOTHING)))
                    .containsExactly("ann UNSUITABLE 5.3.4 the message has 22 bytes, the peer takes at most 10");
            assertThat(said(session.deliver(letter().to("jürgen").body("").delivery(), NOTHING)))
                    .containsExactly("jürgen UNSUITABLE 5.6.7 the peer does not offer SMTPUTF8");
            assertThat(said(session.deliver(
                            letter().to("ann").body("").requireTls().delivery(), NOTHING)))
                    .containsExactly("ann NO_TLS the message requires TLS, and the connection has none");
            session.quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void eightBitMailIsConvertedForAPeerOfSevenBits() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(PIPELINING, COMMANDS, "BODY", "S 250 ok", QUIT))) {
            var session = new Caller().session(peer.port());
            String message = """
                    MIME-Version: 1.0
                    Content-Type: text/plain; charset=utf-8
                    Content-Transfer-Encoding: 8bit

                    grüße
                    """.replace("\n", "\r\n");
            assertThat(said(session.deliver(
                            letter().to("ann").eightBit().body(message).delivery(), NOTHING)))
                    .containsExactly("ann accepted 250 ok");
            session.quit();
            assertThat(peer.bodies.getFirst())
                    .contains("quoted-printable")
                    .contains("gr=C3=BC=C3=9Fe")
                    .matches(text -> text.chars().allMatch(c -> c < 128));
        }
    }

    @Test
    void aBodyThatCannotBeReadEndsTheConnectionWithoutADot() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(PIPELINING, COMMANDS, "C (end)"))) {
            var session = new Caller()
                    .bodies(message -> () -> {
                        throw new SpoolException(SpoolException.Reason.CORRUPT, "bad checksum");
                    })
                    .session(peer.port());
            assertThat(said(session.deliver(letter().to("ann").inLog().delivery(), NOTHING)))
                    .containsExactly("ann SPOOL bad checksum");
            assertThat(session.usable()).isFalse();
            assertThat(peer.complaints()).isEmpty();
        }
    }
}
