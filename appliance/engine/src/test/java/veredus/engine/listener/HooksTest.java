package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Recipient;
import veredus.engine.reception.Client;
import veredus.engine.reception.Hook;
import veredus.engine.reception.Submission;
import veredus.mail.smtp.Reply;

/** Hooks stop what they do not like, and a broken one loses nothing. */
@Timeout(60)
class HooksTest {
    private static final String SCRIPT = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

    /** Acts at one stage. */
    private record At(String stage, Runnable act) implements Hook {
        private Verdict at(String here) {
            if (!here.equals(stage)) {
                return Verdict.PASS;
            }
            act.run();
            return new Verdict.Stop(Reply.of(550, 7, 1, "not liked"));
        }

        @Override
        public String name() {
            return "at-" + stage;
        }

        @Override
        public Verdict connect(Client client) {
            return at("connect");
        }

        @Override
        public Verdict ehlo(Client client) {
            return at("ehlo");
        }

        @Override
        public Verdict mail(Submission submission) {
            return at("mail");
        }

        @Override
        public Verdict rcpt(Submission submission, Recipient recipient) {
            return at("rcpt");
        }

        @Override
        public Verdict data(Submission submission) {
            return at("data");
        }

        @Override
        public Verdict message(Envelope envelope) {
            return at("message");
        }
    }

    @ParameterizedTest
    @CsvSource({"connect, 0", "ehlo, 1", "mail, 2", "rcpt, 3", "data, 4", "message, 5"})
    void stopsAtItsStage(String stage, int place) throws Exception {
        try (var fixture = ListenerFixture.plan().hook(new At(stage, () -> {})).open()) {
            String said = converse(fixture);
            assertThat(codes(said)[place]).isEqualTo("550");
            assertThat(fixture.accepted).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"connect, 0", "ehlo, 1", "mail, 2", "rcpt, 3", "data, 4", "message, 5"})
    void tellsTheClientToComeAgainWhenAHookIsBroken(String stage, int place) throws Exception {
        var broken = new At(stage, () -> {
            throw new IllegalStateException("a bug");
        });
        try (var fixture = ListenerFixture.plan().hook(broken).open()) {
            assertThat(codes(converse(fixture))[place]).isEqualTo("451");
            assertThat(fixture.accepted).isEmpty();
        }
    }

    @Test
    void answersPositivelyWhenOnlyTheQueueIsBroken() throws Exception {
        try (var fixture = ListenerFixture.plan()
                .intake(message -> {
                    throw new IllegalStateException("a bug");
                })
                .open()) {
            assertThat(converse(fixture)).contains("250 2.0.0 accepted as");
        }
    }

    private static String converse(ListenerFixture fixture) throws InterruptedException {
        return fixture.converse(ScriptedConnection.of("EHLO x\r\n", SCRIPT, "Subject: x\r\n\r\n.\r\n"));
    }

    private static String[] codes(String said) {
        return said.lines()
                .filter(line -> line.charAt(3) == ' ')
                .map(line -> line.substring(0, 3))
                .toArray(String[]::new);
    }
}
