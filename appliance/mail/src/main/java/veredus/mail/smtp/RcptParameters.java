package veredus.mail.smtp;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of RCPT (RFC 3461 4.1 and 4.2).
 *
 * @param notifications empty when NOTIFY was not given; NEVER stands alone
 * @param originalRecipient ORCPT
 */
public record RcptParameters(Set<Notify> notifications, Optional<OriginalRecipient> originalRecipient) {

    /** What holds when RCPT had no parameters. */
    public static final RcptParameters NONE = new RcptParameters(EnumSet.noneOf(Notify.class), Optional.empty());

    public RcptParameters {
        notifications = Collections.unmodifiableSet(
                notifications.isEmpty() ? EnumSet.noneOf(Notify.class) : EnumSet.copyOf(notifications));
    }

    /** When the sender wants a report. */
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    /** Whether a report of failure is due: where NOTIFY is missing or names FAILURE. */
    public boolean wantsFailure() {
        return notifications.isEmpty() || notifications.contains(Notify.FAILURE);
    }

    /** Whether a report of delay is due; without NOTIFY that is ours to say (RFC 3461 4.1), and we say yes. */
    public boolean wantsDelay() {
        return notifications.isEmpty() || notifications.contains(Notify.DELAY);
    }

    /** Whether a report of success is due. */
    public boolean wantsSuccess() {
        return notifications.contains(Notify.SUCCESS);
    }
}
