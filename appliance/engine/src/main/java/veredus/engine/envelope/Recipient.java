package veredus.engine.envelope;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import veredus.mail.address.Mailbox;

/**
 * One recipient of a message.
 *
 * @param number its place among the message's recipients, from 0
 * @param notifyOn when its sender wants to hear of it (RFC 3461 4.1); empty means the default: failure and delay
 * @param originalRecipient ORCPT, decoded, as {@code type;address}
 */
public record Recipient(int number, Mailbox address, Set<Notify> notifyOn, Optional<String> originalRecipient) {
    public Recipient {
        notifyOn = notifyOn.isEmpty() ? Set.of() : EnumSet.copyOf(notifyOn);
    }

    /** NOTIFY of RFC 3461. */
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }

    public boolean wantsFailure() {
        return notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
    }

    public boolean wantsDelay() {
        return notifyOn.isEmpty() || notifyOn.contains(Notify.DELAY);
    }

    public boolean wantsSuccess() {
        return notifyOn.contains(Notify.SUCCESS);
    }
}
