package veredus.engine.outcome;

import veredus.mail.smtp.EnhancedCode;

/**
 * What went wrong.
 *
 * @param status of class 5 for what has failed for good, else of class 4
 * @param diagnostic the reply, or our own words where there was none
 * @param category the bounce category
 */
public record Failure(EnhancedCode status, String diagnostic, String category) {

    public boolean isPermanent() {
        return status.kind() == ReplyStatus.PERMANENT;
    }
}
