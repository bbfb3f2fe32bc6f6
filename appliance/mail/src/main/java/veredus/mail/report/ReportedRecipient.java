package veredus.mail.report;

import java.time.Instant;
import java.util.Optional;
import veredus.mail.address.Mailbox;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.OriginalRecipient;
import veredus.mail.smtp.Reply;

/**
 * The fields of a report about one recipient (RFC 3464 2.3).
 *
 * @param finalRecipient the address that was tried
 * @param originalRecipient what the sender gave with ORCPT
 * @param action what happened
 * @param status its code
 * @param remoteMta the host that said so
 * @param diagnostic what that host said
 * @param lastAttempt when it was last tried
 * @param willRetryUntil until when it will be tried; for delays
 */
public record ReportedRecipient(
        Mailbox finalRecipient,
        Optional<OriginalRecipient> originalRecipient,
        Action action,
        EnhancedCode status,
        Optional<String> remoteMta,
        Optional<Reply> diagnostic,
        Optional<Instant> lastAttempt,
        Optional<Instant> willRetryUntil) {

    /** The words of RFC 3464 2.3.3. */
    public enum Action {
        FAILED("failed"),
        DELAYED("delayed"),
        /** Delivered to the mailbox; an MTA that hands on says {@link #RELAYED}. */
        DELIVERED("delivered"),
        /** Handed to a host that does not promise reports. */
        RELAYED("relayed"),
        EXPANDED("expanded");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        /** The word in the report. */
        public String word() {
            return word;
        }
    }

    /** Whether one of the addresses is beyond ASCII. */
    public boolean isInternationalized() {
        return finalRecipient.isInternationalized()
                || originalRecipient
                        .filter(o -> o.address().chars().anyMatch(c -> c > 0x7F))
                        .isPresent();
    }
}
