package veredus.engine.bounce;

import java.time.Instant;
import java.util.Optional;
import veredus.engine.envelope.Recipient;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Reply;

/**
 * What a notice says of one recipient.
 *
 * @param reply what the peer said; empty where the words are our own
 * @param words what happened, as in accounting
 * @param remoteHost who said it; may be empty
 * @param lastAttempt when
 * @param retryUntil for a delay: until when it is tried
 */
public record RecipientReport(
        Recipient recipient,
        EnhancedCode status,
        Optional<Reply> reply,
        String words,
        String remoteHost,
        Instant lastAttempt,
        Optional<Instant> retryUntil) {}
