package veredus.engine.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

class OutcomeTest {
    @Test
    void whatWasSaidIsToldInPlainWords() {
        assertThat(new Outcome.Lost(Phase.CONNECT, "connection refused").words())
                .isEqualTo("lost at CONNECT: connection refused");
        assertThat(new Outcome.Refused(Phase.RCPT, Reply.of(550, "5.1.1 no such user")).words())
                .isEqualTo("refused at RCPT: 550 5.1.1 no such user");
        assertThat(new Outcome.NotTried(Outcome.Reason.DNS, "timeout").words()).isEqualTo("DNS: timeout");
    }
}
