package veredus.mail.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

class BounceClassifierTest {

    @ParameterizedTest
    @CsvSource({
        "END_OF_DATA, 250, 2.0.0, success",
        "RCPT, 550, 5.1.1, bad-mailbox",
        "RCPT, 550, 5.1.2, bad-domain",
        "RCPT, 556, 5.1.10, bad-domain",
        "MAIL, 553, 5.1.8, invalid-sender",
        "MAIL, 550, 5.1.0, invalid-sender",
        "RCPT, 550, 5.1.0, bad-mailbox",
        "RCPT, 550, 5.2.1, inactive-mailbox",
        "RCPT, 452, 4.2.2, quota-issues",
        "END_OF_DATA, 552, 5.3.4, content-related",
        "RCPT, 550, 5.3.5, bad-configuration",
        "RCPT, 450, 4.4.1, no-answer-from-host",
        "RCPT, 550, 5.4.6, routing-errors",
        "RCPT, 550, 5.4.7, message-expired",
        "RCPT, 452, 4.5.3, policy-related",
        "DATA, 503, 5.5.1, protocol-errors",
        "END_OF_DATA, 550, 5.6.0, content-related",
        "END_OF_DATA, 550, 5.7.1, policy-related",
        "END_OF_DATA, 550, 5.7.26, policy-related",
        "MAIL, 550, 5.7.27, invalid-sender",
        "RCPT, 550, , bad-mailbox",
        "RCPT, 550, 5.0.0, bad-mailbox",
        "MAIL, 550, , policy-related",
        "RCPT, 551, , relaying-issues",
        "RCPT, 552, , quota-issues",
        "END_OF_DATA, 552, , content-related",
        "MAIL, 553, , invalid-sender",
        "RCPT, 553, , bad-mailbox",
        "GREETING, 554, , policy-related",
        "END_OF_DATA, 554, , other",
        "GREETING, 421, , bad-connection",
        "EHLO, 502, , protocol-errors",
        "RCPT, 450, , other",
    })
    void aReplyHasACategory(Phase phase, int code, String enhanced, String category) {
        var reply =
                new Reply(code, Optional.ofNullable(enhanced).flatMap(EnhancedCode::parse), List.of("blocked spam"));
        assertThat(BounceClassifier.classify(phase, reply)).hasToString(category);
    }

    @Test
    void everyReplyHasACategory() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            int code = random.nextInt(400, 600);
            var reply = Reply.of(code, random.nextInt(12), random.nextInt(40), "x");
            for (Phase phase : Phase.values()) {
                assertThat(BounceClassifier.classify(phase, reply)).isNotNull().isNotEqualTo(BounceCategory.SUCCESS);
            }
        }
    }

    @Test
    void aLossBeforeTheGreetingMeansThatNobodyAnswers() {
        assertThat(BounceClassifier.classifyLoss(Phase.CONNECT)).isEqualTo(BounceCategory.NO_ANSWER_FROM_HOST);
        assertThat(BounceClassifier.classifyLoss(Phase.BODY)).isEqualTo(BounceCategory.BAD_CONNECTION);
    }

    @Test
    void everyWordLeadsBackToItsCategory() {
        assertThat(BounceCategory.values())
                .allSatisfy(category ->
                        assertThat(BounceCategory.of(category.word())).contains(category));
        assertThat(BounceCategory.of("no such word")).isEmpty();
    }
}
