package veredus.engine.settlement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.accounting.AccountingRecord.MessageFacts;
import veredus.api.policy.RetryRule;
import veredus.engine.bounce.NoticeKind;
import veredus.engine.bounce.RecipientReport;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Recipient;
import veredus.engine.outcome.Disposition;
import veredus.engine.outcome.FailurePolicy;
import veredus.engine.outcome.Outcome;
import veredus.engine.spool.StateChange;
import veredus.engine.spool.StateChange.End;
import veredus.engine.spool.StateChange.Settled;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Reply;

/** Gathers the effects of the dispositions of one delivery's recipients. Used once, by one thread. */
final class Settling {
    private static final String DSN_EXTENSION = "DSN";
    private static final EnhancedCode RELAYED = new EnhancedCode(2, 0, 0);

    private final Delivery before;
    private final AttemptFacts attempt;
    private final RetryRule rule;
    private final Instant now;
    private final Envelope envelope;
    private final MessageFacts message;
    private final List<AccountingRecord> records;
    private final List<Settled> settled;
    private final List<Effects.Report> reports = new ArrayList<>();
    private final List<Recipient> deferred = new ArrayList<>();
    private Instant due;
    private String lastStatus = "";

    Settling(Delivery before, AttemptFacts attempt, RetryRule rule, Instant now) {
        this.before = before;
        this.attempt = attempt;
        this.rule = rule;
        this.now = now;
        this.due = before.due();
        this.envelope = before.message().envelope();
        this.message = Records.factsOf(before);
        this.records = new ArrayList<>(before.pending().size());
        this.settled = new ArrayList<>(before.pending().size());
    }

    /** What an attempt brought for {@code recipient}. */
    void add(Recipient recipient, Outcome outcome, Disposition disposition) {
        records.add(Records.of(disposition, recipient, message, attempt, now));
        switch (disposition) {
            case Disposition.Delivered(var reply) -> {
                settled.add(new Settled(recipient.number(), End.DELIVERED));
                // RFC 3461 5.2.2: where the next host knows DSN, NOTIFY went with the mail and it reports.
                if (!attempt.extensions().contains(DSN_EXTENSION)) {
                    report(NoticeKind.SUCCESS, recipient, outcome, RELAYED, reply.toString(), Optional.empty());
                }
            }
            case Disposition.Deferred later -> {
                if (deferred.isEmpty() || later.due().isBefore(due)) {
                    due = later.due();
                }
                if (deferred.isEmpty()) {
                    lastStatus = later.diagnostic();
                }
                deferred.add(recipient);
                if (delayIsToBeTold()) {
                    Instant until = FailurePolicy.expires(envelope, rule);
                    report(
                            NoticeKind.DELAY,
                            recipient,
                            outcome,
                            later.status(),
                            later.diagnostic(),
                            Optional.of(until));
                }
            }
            case Disposition.Bounced bounced -> {
                settled.add(new Settled(recipient.number(), endOf(bounced)));
                report(
                        NoticeKind.FAILURE,
                        recipient,
                        outcome,
                        bounced.status(),
                        bounced.diagnostic(),
                        Optional.empty());
            }
        }
    }

    private static End endOf(Disposition.Bounced bounced) {
        return switch (bounced.cause()) {
            case REFUSED, ADMIN -> End.BOUNCED;
            case EXPIRED -> End.EXPIRED;
        };
    }

    /** How {@code recipient} ends without an attempt. */
    void end(Recipient recipient, Outcome outcome, Disposition disposition, Ending ending) {
        if (ending == Ending.DELETED) {
            records.add(Records.of(disposition, recipient, message, attempt, now));
            settled.add(new Settled(recipient.number(), End.DELETED));
        } else {
            add(recipient, outcome, disposition);
        }
    }

    private boolean delayIsToBeTold() {
        return !before.delayTold()
                && FailurePolicy.delayNoticeAt(envelope, rule)
                        .filter(at -> !now.isBefore(at))
                        .isPresent();
    }

    private void report(
            NoticeKind kind,
            Recipient recipient,
            Outcome outcome,
            EnhancedCode status,
            String words,
            Optional<Instant> until) {
        if (kind.isWanted(envelope, recipient)) {
            var about = new RecipientReport(
                    recipient, status, replyOf(outcome), words, attempt.destinationHost(), now, until);
            reports.add(new Effects.Report(kind, about));
        }
    }

    private static Optional<Reply> replyOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted(Reply reply) -> Optional.of(reply);
            case Outcome.Refused(var phase, Reply reply) -> Optional.of(reply);
            case Outcome.Lost lost -> Optional.empty();
            case Outcome.NotTried notTried -> Optional.empty();
        };
    }

    Effects effects() {
        return new Effects(
                Optional.empty(), Optional.of(new StateChange(before, settled, remaining())), records, reports);
    }

    private Optional<Delivery> remaining() {
        if (!deferred.isEmpty()) {
            return Optional.of(before.deferred(
                    deferred, due, attempt.firstAttempt(), lastStatus, before.delayTold() || delayIsToBeTold()));
        }
        if (settled.size() == before.pending().size()) {
            return Optional.empty();
        }
        var untouched = new ArrayList<Recipient>();
        for (Recipient recipient : before.pending()) {
            boolean done = settled.stream().anyMatch(s -> s.recipient() == recipient.number());
            if (!done) {
                untouched.add(recipient);
            }
        }
        return Optional.of(before.with(untouched));
    }
}
