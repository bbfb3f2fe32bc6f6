package veredus.engine.bounce;

import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Recipient;
import veredus.mail.address.ReversePath;

/** What a notice tells. */
public enum NoticeKind {
    FAILURE,
    DELAY,
    /** The next host took the mail and cannot report itself (RFC 3461 5.2.2: "relayed"). */
    SUCCESS;

    /**
     * Whether the sender wants to hear this of {@code recipient}: as NOTIFY says (RFC 3461 4.1), and never for mail with
     * the null reverse-path, which is what notices themselves have (RFC 5321 4.5.5).
     */
    public boolean isWanted(Envelope envelope, Recipient recipient) {
        return envelope.sender() instanceof ReversePath.Of
                && switch (this) {
                    case FAILURE -> recipient.wantsFailure();
                    case DELAY -> recipient.wantsDelay();
                    case SUCCESS -> recipient.wantsSuccess();
                };
    }
}
