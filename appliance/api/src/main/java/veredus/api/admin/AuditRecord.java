package veredus.api.admin;

import java.time.Instant;

/**
 * One line of the audit log: a call that changes something, or that was refused for want of a token or a role.
 *
 * @param who the name of the token; {@code -} where there was none
 * @param from the address it came from
 * @param action method and path
 * @param what the request, shortened; texts of files are left out
 * @param reason as given
 * @param status of the answer (HTTP)
 * @param outcome what was done or why it was not
 */
public record AuditRecord(
        Instant when, String who, String from, String action, String what, String reason, int status, String outcome) {}
