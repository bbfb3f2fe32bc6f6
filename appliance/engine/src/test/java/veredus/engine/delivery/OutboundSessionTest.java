package veredus.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.delivery.Caller.NOTHING;
import static veredus.engine.delivery.Letters.letter;
import static veredus.engine.delivery.ScriptedPeer.dialogue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.api.policy.TlsMode;
import veredus.engine.envelope.Delivery;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Result;
import veredus.mail.smtp.Phase;

/** One transaction and the next, against peers that play a dialogue. */
@Timeout(60)
class OutboundSessionTest {
    private static final String PLAIN = """
            S 220 mx.test
            C EHLO us.example
            S 250 mx.test
            """;
    static final String PIPELINING = """
            S 220 mx.test
            C EHLO us.example
            S 250-mx.test
            S 250 PIPELINING
            """;
    static final String COMMANDS = """
            C MAIL FROM:<news@here.test>
            S 250 ok
            C RCPT TO:<ann@there.test>
            S 250 ok
            C DATA
            S 354 go on
            """;
    static final String QUIT = """
            C QUIT
            S 221 bye
            """;

    static List<String> said(List<Result> results) {
        return results.stream()
                .map(result -> result.recipient().address().localPart() + " " + shown(result.outcome()))
                .toList();
    }

    static String shown(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted(var reply) -> "accepted " + reply;
            case Outcome.Refused(Phase phase, var reply) -> phase + " " + reply;
            case Outcome.Lost(Phase phase, String cause) -> "lost in " + phase;
            case Outcome.NotTried(var reason, String detail) -> reason + " " + detail;
        };
    }

    /** Calls with pipelining and chunking on or off. */
    private static Caller caller(boolean on) {
        return new Caller().limits(Caller.limits(TlsMode.NEVER, on, on, Duration.ofSeconds(20)));
    }

    private static List<String> deliver(Caller caller, Delivery delivery, String... dialogues)
            throws IOException, InterruptedException {
        try (var peer = ScriptedPeer.playing(dialogues)) {
            List<String> said;
            try (var session = caller.session(peer.port())) {
                said = said(session.deliver(delivery, NOTHING));
                session.quit();
            }
            assertThat(peer.complaints()).isEmpty();
            return said;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageIsAccepted(boolean pipelined) throws Exception {
        assertThat(deliver(
                        caller(pipelined),
                        Letters.simple(),
                        dialogue(PIPELINING, COMMANDS, "BODY", "S 250 2.0.0 queued as 17", QUIT)))
                .containsExactly("ann accepted 250 2.0.0 queued as 17");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusalOfMailConcernsAllRecipients(boolean pipelined) throws Exception {
        String rest = pipelined ? """
                  C RCPT
                  S 503 no MAIL
                  C RCPT
                  S 503 no MAIL
                  C DATA
                  S 503 no MAIL
                  """ : "";
        assertThat(deliver(
                        caller(pipelined),
                        letter().to("ann", "bob").delivery(),
                        dialogue(PIPELINING, "C MAIL", "S 550 5.7.1 go away", rest, QUIT)))
                .containsExactly("ann MAIL 550 5.7.1 go away", "bob MAIL 550 5.7.1 go away");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void someRecipientsMayBeRefused(boolean pipelined) throws Exception {
        assertThat(deliver(
                        caller(pipelined),
                        letter().to("ann", "bob", "eve").delivery(),
                        dialogue(PIPELINING, """
                                C MAIL
                                S 250 ok
                                C RCPT TO:<ann@there.test>
                                S 550 5.1.1 unknown
                                C RCPT TO:<bob@there.test>
                                S 250 ok
                                C RCPT TO:<eve@there.test>
                                S 451-4.7.1 greylisted
                                S 451 4.7.1 come back
                                C DATA
                                S 354 go
                                BODY
                                S 250 taken
                                """, QUIT)))
                .containsExactlyInAnyOrder(
                        "ann RCPT 550 5.1.1 unknown",
                        "bob accepted 250 taken",
                        "eve RCPT 451 4.7.1 greylisted come back");
    }

    @Test
    void aPeerThatWantsDataForNobodyGetsALoneDot() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(PIPELINING, """
                C MAIL
                S 250 ok
                C RCPT
                S 550 unknown
                C DATA
                S 354 go on
                BODY
                S 554 nobody
                """, QUIT))) {
            var session = new Caller().session(peer.port());
            assertThat(said(session.deliver(Letters.simple(), NOTHING))).containsExactly("ann RCPT 550 unknown");
            session.quit();
            assertThat(peer.complaints()).isEmpty();
            assertThat(peer.bodies).containsExactly("");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterRefusedDataTheNextMessageBeginsWithReset(boolean pipelined) throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(PIPELINING, """
                C MAIL
                S 250 ok
                C RCPT
                S 250 ok
                C DATA
                S 451 4.3.0 not now
                C RSET
                S 250 ok
                """, COMMANDS, "BODY", "S 250 ok", QUIT))) {
            var session = caller(pipelined).session(peer.port());
            assertThat(said(session.deliver(Letters.simple(), NOTHING))).containsExactly("ann DATA 451 4.3.0 not now");
            assertThat(said(session.deliver(Letters.simple(), NOTHING))).containsExactly("ann accepted 250 ok");
            session.quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void withoutPipeliningNothingIsSentAfterAllRecipientsAreRefused() throws Exception {
        assertThat(deliver(
                        new Caller(),
                        Letters.simple(),
                        dialogue(PLAIN, "C MAIL", "S 250 ok", "C RCPT", "S 550 no", QUIT)))
                .containsExactly("ann RCPT 550 no");
    }

    @Test
    void theNextCommandsFollowTheFinalDotInTheSameWrite() throws Exception {
        Delivery first = Letters.simple();
        Delivery second = Letters.simple();
        // The peer reads the second group before it answers the first message: it must be there already.
        try (var peer = ScriptedPeer.playing(dialogue(PIPELINING, COMMANDS, """
                BODY
                C MAIL
                C RCPT
                C DATA
                S 554 5.6.0 spam
                S 250 ok
                S 250 ok
                S 354 go
                BODY
                S 250 second
                """, QUIT))) {
            var session = new Caller().session(peer.port());
            assertThat(said(session.deliver(first, () -> Optional.of(second))))
                    .containsExactly("ann END_OF_DATA 554 5.6.0 spam");
            assertThat(said(session.deliver(second, NOTHING))).containsExactly("ann accepted 250 second");
            session.quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void anAnnouncedDeliveryMustComeNext() throws Exception {
        try (var peer =
                ScriptedPeer.playing(dialogue(PIPELINING, COMMANDS, "BODY", "S 250 ok", "C MAIL", "C RCPT", "STALL"))) {
            try (var session = new Caller().session(peer.port())) {
                session.deliver(Letters.simple(), () -> Optional.of(Letters.simple()));
                assertThatThrownBy(() -> session.deliver(Letters.simple(), NOTHING))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void afterAnAnnouncementQuitOnlyCloses() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(
                PIPELINING, COMMANDS, "BODY", "S 250 ok", "C MAIL", "C RCPT", "C DATA", "S 354 go", "C (end)"))) {
            var session = new Caller().session(peer.port());
            session.deliver(Letters.simple(), () -> Optional.of(Letters.simple()));
            session.quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void theLastMessageOfAConnectionAnnouncesNothing() throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(PIPELINING, COMMANDS, "BODY", "S 250 ok", "C (end)"))) {
            var limits = Caller.numbers(Caller.limits(TlsMode.NEVER, true, true, Duration.ofSeconds(20)), 1, 100);
            try (var session = new Caller().limits(limits).session(peer.port())) {
                session.deliver(Letters.simple(), () -> Optional.of(Letters.simple()));
                assertThat(session.usable()).isFalse();
            }
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void recipientsAboveTheLimitAreLeftForTheNextTransaction() throws Exception {
        var limits = Caller.numbers(Caller.limits(TlsMode.NEVER, true, true, Duration.ofSeconds(20)), 9, 2);
        assertThat(deliver(
                        new Caller().limits(limits),
                        letter().to("ann", "bob", "eve").delivery(),
                        dialogue(PIPELINING, """
                                C MAIL
                                S 250 ok
                                C RCPT TO:<ann
                                S 250 ok
                                C RCPT TO:<bob
                                S 250 ok
                                C DATA
                                S 354 go
                                BODY
                                S 250 ok
                                """, QUIT)))
                .containsExactly("ann accepted 250 ok", "bob accepted 250 ok");
    }

    @Test
    void aRecipientThatIsOneTooManyForThePeerIsLeftForTheNextTransaction() throws Exception {
        assertThat(deliver(new Caller(), letter().to("ann", "bob").delivery(), dialogue(PIPELINING, """
                                C MAIL
                                S 250 ok
                                C RCPT
                                S 250 ok
                                C RCPT
                                S 452 4.5.3 too many
                                C DATA
                                S 354 go
                                BODY
                                S 250 ok
                                """, QUIT)))
                .containsExactly("ann accepted 250 ok");
    }

    @Test
    void aTranscriptShowsCommandsAndRepliesButNoBody() throws Exception {
        var caller = new Caller().traced();
        deliver(caller, Letters.simple(), dialogue(PIPELINING, COMMANDS, "BODY", "S 250 ok", QUIT));
        assertThat(caller.transcript().lines().stream()
                        .map(line -> line.speaker().name().charAt(0) + " " + line.text())
                        .skip(1))
                .containsExactly(
                        "S 220 mx.test",
                        "C EHLO us.example",
                        "S 250 mx.test PIPELINING",
                        "C MAIL FROM:<news@here.test>",
                        "C RCPT TO:<ann@there.test>",
                        "C DATA",
                        "S 250 ok",
                        "S 250 ok",
                        "S 354 go on",
                        "E body of 22 bytes",
                        "S 250 ok",
                        "C QUIT",
                        "S 221 bye");
    }

    @Test
    void anIdlePeerThatSaysGoodbyeIsNotUsedAgain() throws Exception {
        try (var peer = ScriptedPeer.playing(
                dialogue(PIPELINING, COMMANDS, "BODY", "S 250 ok", "s 421 idle too long\\r\\n", "STALL"))) {
            try (var session = new Caller().session(peer.port())) {
                session.deliver(Letters.simple(), NOTHING);
                // The farewell may be on its way still; either look finds it in the end.
                boolean there = true;
                while (there) {
                    there = session.idleCheck();
                }
                assertThat(session.usable()).isFalse();
            }
        }
    }

    @Test
    void anIdlePeerThatIsSilentIsUsedAgain() throws Exception {
        try (var peer = ScriptedPeer.playing(
                dialogue(PIPELINING, COMMANDS, "BODY", "S 250 ok", COMMANDS, "BODY", "S 250 ok", QUIT))) {
            var session = new Caller().session(peer.port());
            session.deliver(Letters.simple(), NOTHING);
            assertThat(session.idleCheck()).isTrue();
            assertThat(said(session.deliver(Letters.simple(), NOTHING))).containsExactly("ann accepted 250 ok");
            session.quit();
            assertThat(peer.complaints()).isEmpty();
        }
    }

    @Test
    void aFarewellInPlaceOfTheReplyToMailOnAUsedConnectionIsNoWordAboutTheDelivery() throws Exception {
        try (var peer =
                ScriptedPeer.playing(dialogue(PIPELINING, COMMANDS, "BODY", "S 250 ok", "C MAIL", "S 421 enough"))) {
            try (var session = new Caller().session(peer.port())) {
                session.deliver(Letters.simple(), NOTHING);
                assertThat(said(session.deliver(Letters.simple(), NOTHING))).containsExactly("ann MAIL 421 enough");
                assertThat(session.unheard()).isTrue();
                assertThat(session.usable()).isFalse();
            }
        }
    }
}
