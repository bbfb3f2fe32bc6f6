package veredus.engine.outcome;

import java.time.Instant;
import veredus.api.accounting.AccountingRecord.Bounced.Cause;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Reply;

/** What is to be done with one recipient after an attempt. */
public sealed interface Disposition {

    /** The other side has it, or a route has discarded it; {@code reply} is what was said. */
    record Delivered(Reply reply) implements Disposition {}

    /**
     * It stays and is tried again.
     *
     * @param due when
     * @param status of class 4
     * @param category the bounce category it would have if this were the end
     */
    record Deferred(Instant due, EnhancedCode status, String diagnostic, String category) implements Disposition {}

    /**
     * It has failed for good.
     *
     * @param status of class 5
     * @param diagnostic the reply, or our own words where there was none
     * @param cause who ended it: the other side (or our routing), time, or an operator
     */
    record Bounced(String category, EnhancedCode status, String diagnostic, Cause cause) implements Disposition {}
}
