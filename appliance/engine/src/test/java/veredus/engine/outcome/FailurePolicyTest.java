package veredus.engine.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import veredus.api.accounting.AccountingRecord.Bounced.Cause;
import veredus.api.policy.Origin;
import veredus.api.policy.RetryRule;
import veredus.engine.envelope.Delivery;
import veredus.engine.outcome.Disposition.Bounced;
import veredus.engine.outcome.Disposition.Deferred;
import veredus.engine.outcome.Disposition.Delivered;
import veredus.engine.outcome.Outcome.Reason;
import veredus.engine.settlement.Samples;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

class FailurePolicyTest {
    private static final Instant NOW = Samples.RECEIVED.plusSeconds(60);
    private static final double MIDDLE = 0.5;

    private final FailurePolicy policy = new FailurePolicy((phase, reply) -> "said-in-" + phase);
    private final Delivery delivery = Samples.delivery(Samples.message(1, 1));

    private Disposition decide(Outcome outcome) {
        return policy.decide(outcome, delivery, Samples.rule(), NOW, MIDDLE);
    }

    @ParameterizedTest(name = "{0} {1}: {2} {3}, at fault {4}")
    @CsvSource({
        "CONNECT,     421, deferred, 4.3.2, SITE",
        "CONNECT,     554, deferred, 4.0.0, SITE",
        "GREETING,    421, deferred, 4.3.2, SITE",
        "GREETING,    450, deferred, 4.2.0, SITE",
        "GREETING,    521, deferred, 4.3.2, SITE",
        "GREETING,    554, deferred, 4.0.0, SITE",
        "EHLO,        421, deferred, 4.3.2, SITE",
        "EHLO,        451, deferred, 4.3.0, SITE",
        "EHLO,        501, deferred, 4.5.4, SITE",
        "EHLO,        550, deferred, 4.0.0, SITE",
        "STARTTLS,    454, deferred, 4.7.0, SITE",
        "STARTTLS,    501, deferred, 4.5.4, SITE",
        "STARTTLS,    554, deferred, 4.0.0, SITE",
        "AUTH,        454, deferred, 4.7.0, SITE",
        "AUTH,        530, deferred, 4.7.0, SITE",
        "AUTH,        534, deferred, 4.7.9, SITE",
        "AUTH,        535, deferred, 4.7.8, SITE",
        "MAIL,        421, deferred, 4.3.2, SITE",
        "MAIL,        451, deferred, 4.3.0, MESSAGE",
        "MAIL,        452, deferred, 4.3.1, MESSAGE",
        "MAIL,        455, deferred, 4.5.0, MESSAGE",
        "MAIL,        500, bounced,  5.5.2, MESSAGE",
        "MAIL,        530, bounced,  5.7.0, MESSAGE",
        "MAIL,        550, bounced,  5.0.0, MESSAGE",
        "MAIL,        552, bounced,  5.3.4, MESSAGE",
        "MAIL,        553, bounced,  5.1.7, MESSAGE",
        "MAIL,        555, bounced,  5.5.4, MESSAGE",
        "RCPT,        421, deferred, 4.3.2, SITE",
        "RCPT,        450, deferred, 4.2.0, RECIPIENT",
        "RCPT,        452, deferred, 4.5.3, RECIPIENT",
        "RCPT,        550, bounced,  5.1.0, RECIPIENT",
        "RCPT,        551, bounced,  5.1.6, RECIPIENT",
        "RCPT,        552, bounced,  5.2.2, RECIPIENT",
        "RCPT,        553, bounced,  5.1.3, RECIPIENT",
        "RCPT,        556, bounced,  5.1.10, RECIPIENT",
        "RCPT,        599, bounced,  5.0.0, RECIPIENT",
        "RCPT,        354, deferred, 4.0.0, RECIPIENT",
        "DATA,        421, deferred, 4.3.2, SITE",
        "DATA,        250, deferred, 4.0.0, MESSAGE",
        "DATA,        451, deferred, 4.3.0, MESSAGE",
        "DATA,        503, bounced,  5.5.1, MESSAGE",
        "DATA,        554, bounced,  5.0.0, MESSAGE",
        "BODY,        421, deferred, 4.3.2, SITE",
        "BODY,        452, deferred, 4.3.1, MESSAGE",
        "BODY,        552, bounced,  5.3.4, MESSAGE",
        "END_OF_DATA, 421, deferred, 4.3.2, SITE",
        "END_OF_DATA, 451, deferred, 4.3.0, MESSAGE",
        "END_OF_DATA, 550, bounced,  5.0.0, MESSAGE",
        "END_OF_DATA, 552, bounced,  5.3.4, MESSAGE",
        "END_OF_DATA, 554, bounced,  5.0.0, MESSAGE",
        "RSET,        550, deferred, 4.0.0, SITE",
        "QUIT,        550, deferred, 4.0.0, SITE",
    })
    void aRefusalWithoutEnhancedCodeIsJudgedByPhaseAndCode(
            Phase phase, int code, String verdict, String status, Fault fault) {
        var outcome = new Outcome.Refused(phase, Reply.of(code, "words"));

        switch (decide(outcome)) {
            case Delivered delivered -> assertThat(verdict).isEqualTo("never");
            case Deferred deferred -> {
                assertThat("deferred").isEqualTo(verdict);
                assertThat(deferred.status()).hasToString(status);
                assertThat(deferred.category()).isEqualTo("said-in-" + phase);
            }
            case Bounced bounced -> {
                assertThat("bounced").isEqualTo(verdict);
                assertThat(bounced.status()).hasToString(status);
                assertThat(bounced.cause()).isEqualTo(Cause.REFUSED);
                assertThat(bounced.diagnostic()).isEqualTo(code + " words");
            }
        }
        assertThat(FailurePolicy.fault(outcome)).contains(fault);
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void aLostConnectionDefersInEveryPhaseAndIsTheSitesFault(Phase phase) {
        var outcome = new Outcome.Lost(phase, "reset by peer");

        assertThat(decide(outcome)).isInstanceOfSatisfying(Deferred.class, deferred -> {
            boolean early = phase == Phase.CONNECT || phase == Phase.GREETING;
            assertThat(deferred.status()).hasToString(early ? "4.4.1" : "4.4.2");
            assertThat(deferred.category()).isEqualTo(early ? "no-answer-from-host" : "bad-connection");
            assertThat(deferred.diagnostic()).isEqualTo("lost in " + phase + ": reset by peer");
        });
        assertThat(FailurePolicy.fault(outcome)).contains(Fault.SITE);
    }

    @ParameterizedTest(name = "{0} ({1}): {2} {3} {4}, at fault {5}")
    @CsvSource({
        "NO_DOMAIN,  no such domain,       bounced,   5.1.2,  bad-domain,        SITE",
        "NULL_MX,    null MX,              bounced,   5.1.10, bad-domain,        SITE",
        "ROUTING,    private address,      bounced,   5.4.4,  routing-errors,    SITE",
        "ROUTING,    5.4.6 loops to us,    bounced,   5.4.6,  routing-errors,    SITE",
        "DNS,        SERVFAIL,             deferred,  4.4.3,  routing-errors,    SITE",
        "REJECTED,   by route x,           bounced,   5.7.1,  policy-related,    OURS",
        "DISCARDED,  by route y,           delivered, 2.0.0,  '',                ''",
        "UNSUITABLE, no 8BITMIME,          bounced,   5.6.3,  bad-configuration, MESSAGE",
        "UNSUITABLE, 5.6.7 no SMTPUTF8,    bounced,   5.6.7,  bad-configuration, MESSAGE",
        "UNSUITABLE, 5.3.4 too big,        bounced,   5.3.4,  bad-configuration, MESSAGE",
        "NO_TLS,     no STARTTLS,          deferred,  4.7.5,  bad-configuration, SITE",
        "SPOOL,      checksum,             deferred,  4.3.0,  other,             OURS",
        "NO_SOURCE,  all vMTAs disabled,   deferred,  4.3.5,  bad-configuration, OURS",
        "EXPIRED,    queue was suspended,  bounced,   5.4.7,  message-expired,   OURS",
        "ADMIN,      deleted by anna,      bounced,   5.3.0,  other,             OURS",
    })
    void whatWasNotTriedIsJudgedByItsReason(
            Reason reason, String detail, String verdict, String status, String category, String fault) {
        var outcome = new Outcome.NotTried(reason, detail);

        switch (decide(outcome)) {
            case Delivered(Reply reply) -> {
                assertThat("delivered").isEqualTo(verdict);
                assertThat(reply.enhanced()).hasToString("Optional[" + status + "]");
            }
            case Deferred deferred -> {
                assertThat("deferred").isEqualTo(verdict);
                assertThat(deferred.status()).hasToString(status);
                assertThat(deferred.category()).isEqualTo(category);
            }
            case Bounced bounced -> {
                assertThat("bounced").isEqualTo(verdict);
                assertThat(bounced.status()).hasToString(status);
                assertThat(bounced.category()).isEqualTo(category);
            }
        }
        assertThat(FailurePolicy.fault(outcome).map(Fault::name).orElse("")).isEqualTo(fault);
    }

    @Test
    void theEndsOfTimeAndOfOperatorsKeepTheirCauses() {
        assertThat(decide(new Outcome.NotTried(Reason.EXPIRED, "")))
                .isInstanceOfSatisfying(
                        Bounced.class, b -> assertThat(b.cause()).isEqualTo(Cause.EXPIRED));
        assertThat(decide(new Outcome.NotTried(Reason.ADMIN, "")))
                .isInstanceOfSatisfying(
                        Bounced.class, b -> assertThat(b.cause()).isEqualTo(Cause.ADMIN));
    }

    @Test
    void whatWasAcceptedIsDeliveredAndNobodysFault() {
        assertThat(decide(Samples.ACCEPTED)).isInstanceOf(Delivered.class);
        assertThat(FailurePolicy.fault(Samples.ACCEPTED)).isEmpty();
        assertThat(policy.failure(Samples.ACCEPTED)).isEmpty();
    }

    @Test
    void thePeersEnhancedCodeIsKeptInTheClassThatWeDecidedOn() {
        Reply contradiction = new Reply(550, Optional.of(new EnhancedCode(4, 7, 26)), List.of("unauthenticated"));

        assertThat(decide(new Outcome.Refused(Phase.END_OF_DATA, contradiction)))
                .isInstanceOfSatisfying(
                        Bounced.class, b -> assertThat(b.status()).hasToString("5.7.26"));
        assertThat(decide(new Outcome.Refused(Phase.GREETING, Reply.of(554, 7, 1, "listed"))))
                .isInstanceOfSatisfying(
                        Deferred.class, d -> assertThat(d.status()).hasToString("4.7.1"));
    }

    @Test
    void tooManyRecipientsForOneTransactionIsNoBounceUnlessThereWasOnlyOne() {
        var outcome = new Outcome.Refused(Phase.RCPT, Reply.of(552, 5, 3, "too many recipients"));
        Delivery two = Samples.delivery(Samples.message(1, 2));

        assertThat(policy.decide(outcome, two, Samples.rule(), NOW, MIDDLE)).isInstanceOf(Deferred.class);
        assertThat(decide(outcome)).isInstanceOf(Bounced.class);
    }

    @ParameterizedTest(name = "after {0} attempts and with chance {1}: {2}")
    @CsvSource({
        "0, 0.5, PT5M",
        "1, 0.5, PT30M",
        "2, 0.5, PT2H",
        "3, 0.5, PT2H",
        "50, 0.5, PT2H",
        "1, 0.0, PT27M",
        "1, 1.0, PT33M",
    })
    void theIntervalsFollowEachOtherAndTheLastRepeatsWithinTheJitter(int attempts, double chance, Duration expected) {
        Delivery tried = Samples.tried(delivery, attempts, false);

        assertThat(FailurePolicy.nextDue(tried, Samples.rule(), NOW, chance)).contains(NOW.plus(expected));
    }

    @Test
    void theLastAttemptIsDrawnForwardToJustBeforeTheEnd() {
        Instant end = Samples.RECEIVED.plus(Duration.ofDays(5));
        Delivery tried = Samples.tried(delivery, 30, false);

        Instant oneHourLeft = end.minus(Duration.ofHours(1));
        assertThat(FailurePolicy.nextDue(tried, Samples.rule(), oneHourLeft, MIDDLE))
                .contains(end.minus(FailurePolicy.LAST_TRY_LEAD));
    }

    @Test
    void afterTheLastAttemptTheRecipientExpiresWithTheLastReply() {
        Instant lastTry = Samples.RECEIVED.plus(Duration.ofDays(5)).minus(FailurePolicy.LAST_TRY_LEAD);

        assertThat(policy.decide(Samples.GREYLISTED, delivery, Samples.rule(), lastTry, MIDDLE))
                .isInstanceOfSatisfying(Bounced.class, bounced -> {
                    assertThat(bounced.cause()).isEqualTo(Cause.EXPIRED);
                    assertThat(bounced.status()).hasToString("5.4.7");
                    assertThat(bounced.category()).isEqualTo("message-expired");
                    assertThat(bounced.diagnostic()).isEqualTo("not delivered within 5d; last: 451 4.7.1 try again");
                });
    }

    @Test
    void aClockThatJumpedFarAheadDoesNotKeepMailFromBeingDelivered() {
        Instant farAhead = Samples.RECEIVED.plus(Duration.ofDays(3650));

        assertThat(policy.decide(Samples.ACCEPTED, delivery, Samples.rule(), farAhead, MIDDLE))
                .isInstanceOf(Delivered.class);
    }

    @Test
    void aRuleWithAShortLifeStillHasASecondAttempt() {
        var brief = new RetryRule(
                "*",
                List.of(Duration.ofMinutes(5)),
                0,
                Duration.ofMinutes(2),
                Duration.ZERO,
                List.of(Duration.ofHours(1)),
                Origin.BUILT_IN);

        assertThat(FailurePolicy.nextDue(delivery, brief, Samples.RECEIVED, MIDDLE))
                .contains(Samples.RECEIVED.plusSeconds(108));
        assertThat(FailurePolicy.delayNoticeAt(delivery.message().envelope(), brief))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5.6.7 x, 5.6.7", "4.4.3, 4.4.3", "2.0.0 x, ''", "5.6 x, ''", "5.6.7x, ''", "'', ''", "no code, ''"})
    void onlyAWholeEnhancedCodeAtTheStartOfADetailCounts(String detail, String expected) {
        assertThat(ReplyStatus.leading(detail).map(EnhancedCode::toString).orElse(""))
                .isEqualTo(expected);
    }
}
