package veredus.engine.outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.api.accounting.AccountingRecord.Bounced.Cause;
import veredus.api.policy.RetryRule;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.outcome.Disposition.Bounced;
import veredus.engine.outcome.Disposition.Deferred;
import veredus.engine.outcome.Disposition.Delivered;
import veredus.mail.bounce.BounceCategory;
import veredus.mail.bounce.BounceClassifier;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/**
 * Decides what becomes of a recipient. Pure: no clock, no chance, no queue, no log; any thread.
 *
 * <p><b>For good or for now.</b> A 5xx ends a recipient only where it speaks of the mail: from MAIL to the end of the
 * data. Up to AUTH it speaks of the connection (a 554 greeting, RFC 5321 3.1, is mostly a verdict on our address or a
 * host that takes no mail): the next host may say otherwise, and an operator may cure it, so the mail waits. A lost
 * connection never ends a recipient, also not after the final dot, where the other side may have the message: a
 * duplicate is the lesser harm.
 *
 * <p><b>Time.</b> A recipient expires {@link RetryRule#expireAfter} after the message was received or, if that is later,
 * might first be tried. It is expired only by an attempt that fails: a clock that jumps ahead costs no mail that can be
 * delivered. The last attempt is drawn forward to just before the end, so that nobody is given up after a long pause
 * with no last try.
 */
public final class FailurePolicy {
    /** How long before its end a recipient is tried for the last time; at most a tenth of its time. */
    static final Duration LAST_TRY_LEAD = Duration.ofMinutes(1);

    private static final EnhancedCode EXPIRED = new EnhancedCode(5, 4, 7);

    private final ReplyCategory categories;

    /** Decides with categories from the codes of replies alone. */
    public FailurePolicy() {
        this((phase, reply) -> BounceClassifier.classify(phase, reply).word());
    }

    /** Decides with {@code categories}. */
    public FailurePolicy(ReplyCategory categories) {
        this.categories = categories;
    }

    /** At whose door a failure lies; empty for what is none. */
    public static Optional<Fault> fault(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> Optional.empty();
            case Outcome.Refused(Phase phase, Reply reply) -> Optional.of(faultOfRefusal(phase, reply));
            case Outcome.Lost lost -> Optional.of(Fault.SITE);
            case Outcome.NotTried(Outcome.Reason reason, String detail) ->
                switch (reason) {
                    case NO_DOMAIN, NULL_MX, ROUTING, DNS, NO_TLS -> Optional.of(Fault.SITE);
                    case UNSUITABLE -> Optional.of(Fault.MESSAGE);
                    case DISCARDED -> Optional.empty();
                    case REJECTED, SPOOL, NO_SOURCE, PROXY, EXPIRED, ADMIN -> Optional.of(Fault.OURS);
                };
        };
    }

    private static Fault faultOfRefusal(Phase phase, Reply reply) {
        if (reply.code() == 421) {
            return Fault.SITE; // RFC 5321 3.8: the host is about to close, whatever was asked.
        }
        return switch (phase) {
            case CONNECT, GREETING, EHLO, STARTTLS, AUTH, RSET, QUIT -> Fault.SITE;
            case RCPT -> Fault.RECIPIENT;
            case MAIL, DATA, BODY, END_OF_DATA -> Fault.MESSAGE;
        };
    }

    /**
     * Decides for one recipient.
     *
     * @param delivery as it was before the attempt
     * @param now the end of the attempt
     * @param chance from 0.0 to 1.0, the same for all recipients of one attempt, so that they stay together
     */
    public Disposition decide(Outcome outcome, Delivery delivery, RetryRule rule, Instant now, double chance) {
        return switch (outcome) {
            case Outcome.Accepted(Reply reply) -> new Delivered(reply);
            case Outcome.NotTried(Outcome.Reason reason, String detail)
            when reason == Outcome.Reason.DISCARDED -> new Delivered(Reply.of(250, 0, 0, detail));
            case Outcome.NotTried(Outcome.Reason reason, String detail)
            when reason == Outcome.Reason.EXPIRED ->
                expired(rule, delivery.lastStatus().isEmpty() ? detail : delivery.lastStatus());
            case Outcome.NotTried(Outcome.Reason reason, String detail)
            when reason == Outcome.Reason.ADMIN ->
                new Bounced(BounceCategory.OTHER.word(), new EnhancedCode(5, 3, 0), detail, Cause.ADMIN);
            case Outcome.Refused(Phase phase, Reply reply)
            when tooManyRecipients(phase, reply, delivery) ->
                later(refused(phase, reply, ReplyStatus.TRANSIENT), delivery, rule, now, chance);
            case Outcome.Refused(Phase phase, Reply reply) ->
                byFailure(refused(phase, reply), delivery, rule, now, chance);
            case Outcome.Lost lost -> later(lost(lost), delivery, rule, now, chance);
            case Outcome.NotTried notTried -> byFailure(notTried(notTried), delivery, rule, now, chance);
        };
    }

    /** What went wrong, without regard to a delivery; empty where nothing did. */
    public Optional<Failure> failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> Optional.empty();
            case Outcome.Refused(Phase phase, Reply reply) -> Optional.of(refused(phase, reply));
            case Outcome.Lost lost -> Optional.of(lost(lost));
            case Outcome.NotTried notTried ->
                notTried.reason() == Outcome.Reason.DISCARDED ? Optional.empty() : Optional.of(notTried(notTried));
        };
    }

    /** RFC 5321 4.5.3.1.10: too many recipients in one transaction, said with a 5xx, still passes: fewer will do. */
    private static boolean tooManyRecipients(Phase phase, Reply reply, Delivery delivery) {
        return phase == Phase.RCPT
                && reply.isPermanent()
                && delivery.pending().size() > 1
                && reply.enhanced()
                        .filter(own -> own.subject() == 5 && own.detail() == 3)
                        .isPresent();
    }

    private Failure refused(Phase phase, Reply reply) {
        boolean ofTheMail = switch (phase) {
            case CONNECT, GREETING, EHLO, STARTTLS, AUTH, RSET, QUIT -> false;
            case MAIL, RCPT, DATA, BODY, END_OF_DATA -> true;
        };
        return refused(phase, reply, ofTheMail && reply.isPermanent() ? ReplyStatus.PERMANENT : ReplyStatus.TRANSIENT);
    }

    private Failure refused(Phase phase, Reply reply, int kind) {
        return new Failure(ReplyStatus.of(phase, reply, kind), reply.toString(), categories.of(phase, reply));
    }

    private static Failure lost(Outcome.Lost lost) {
        boolean unanswered = lost.phase().compareTo(Phase.EHLO) < 0;
        return new Failure(
                new EnhancedCode(ReplyStatus.TRANSIENT, 4, unanswered ? 1 : 2),
                "lost in " + lost.phase() + ": " + lost.cause(),
                BounceClassifier.classifyLoss(lost.phase()).word());
    }

    private static Failure notTried(Outcome.NotTried outcome) {
        String detail = outcome.detail();
        return switch (outcome.reason()) {
            case NO_DOMAIN -> failure("5.1.2", detail, BounceCategory.BAD_DOMAIN);
            case NULL_MX -> failure("5.1.10", detail, BounceCategory.BAD_DOMAIN);
            case ROUTING -> failure("5.4.4", detail, BounceCategory.ROUTING_ERRORS);
            case REJECTED -> failure("5.7.1", detail, BounceCategory.POLICY_RELATED);
            case UNSUITABLE -> failure("5.6.3", detail, BounceCategory.BAD_CONFIGURATION);
            case DNS -> failure("4.4.3", detail, BounceCategory.ROUTING_ERRORS);
            case NO_TLS -> failure("4.7.5", detail, BounceCategory.BAD_CONFIGURATION);
            case SPOOL, DISCARDED -> failure("4.3.0", detail, BounceCategory.OTHER);
            case NO_SOURCE, PROXY -> failure("4.3.5", detail, BounceCategory.BAD_CONFIGURATION);
            case EXPIRED -> failure("5.4.7", detail, BounceCategory.MESSAGE_EXPIRED);
            case ADMIN -> failure("5.3.0", detail, BounceCategory.OTHER);
        };
    }

    /** A failure of the class of {@code usual}, with the status that {@code detail} begins with, where it does. */
    private static Failure failure(String usual, String detail, BounceCategory category) {
        int kind = usual.charAt(0) - '0';
        EnhancedCode status = ReplyStatus.leading(detail)
                .map(own -> ReplyStatus.inClass(own, kind))
                .orElseGet(() -> ReplyStatus.leading(usual).orElseThrow());
        return new Failure(status, detail, category.word());
    }

    private static Disposition byFailure(
            Failure failure, Delivery delivery, RetryRule rule, Instant now, double chance) {
        return failure.isPermanent()
                ? new Bounced(failure.category(), failure.status(), failure.diagnostic(), Cause.REFUSED)
                : later(failure, delivery, rule, now, chance);
    }

    private static Disposition later(Failure failure, Delivery delivery, RetryRule rule, Instant now, double chance) {
        return nextDue(delivery, rule, now, chance)
                .<Disposition>map(due -> new Deferred(due, failure.status(), failure.diagnostic(), failure.category()))
                .orElseGet(() -> expired(rule, failure.diagnostic()));
    }

    private static Disposition expired(RetryRule rule, String last) {
        String diagnostic = "not delivered within " + shown(rule.expireAfter()) + "; last: " + last;
        return new Bounced(BounceCategory.MESSAGE_EXPIRED.word(), EXPIRED, diagnostic, Cause.EXPIRED);
    }

    /** When a delivery is to be tried after an attempt that failed at {@code now}; empty when its time is over. */
    static Optional<Instant> nextDue(Delivery delivery, RetryRule rule, Instant now, double chance) {
        Duration lead = rule.expireAfter().dividedBy(10);
        Instant lastTry = expires(delivery.message().envelope(), rule)
                .minus(lead.compareTo(LAST_TRY_LEAD) < 0 ? lead : LAST_TRY_LEAD);
        if (!now.isBefore(lastTry)) {
            return Optional.empty();
        }
        Instant next = now.plus(interval(rule, delivery.attempts(), chance));
        return Optional.of(next.isBefore(lastTry) ? next : lastTry);
    }

    /** When a message's recipients expire; the queue asks too, for deliveries that have not come to be tried. */
    public static Instant expires(Envelope envelope, RetryRule rule) {
        return startsAt(envelope).plus(rule.expireAfter());
    }

    /** When the sender is due to hear of a delay; empty for never. */
    public static Optional<Instant> delayNoticeAt(Envelope envelope, RetryRule rule) {
        return rule.delayNoticeAfter().isZero()
                ? Optional.empty()
                : Optional.of(startsAt(envelope).plus(rule.delayNoticeAfter()));
    }

    private static Instant startsAt(Envelope envelope) {
        return envelope.notBefore().isAfter(envelope.received()) ? envelope.notBefore() : envelope.received();
    }

    private static Duration interval(RetryRule rule, int attemptsBefore, double chance) {
        List<Duration> intervals = rule.intervals();
        Duration interval = intervals.get(Math.min(attemptsBefore, intervals.size() - 1));
        double factor = 1 + rule.jitter() * (2 * chance - 1);
        return Duration.ofMillis(Math.round(interval.toMillis() * factor));
    }

    private static String shown(Duration duration) {
        return duration.toDays() > 0 && duration.toHoursPart() == 0
                ? duration.toDays() + "d"
                : duration.toMinutes() + "m";
    }
}
