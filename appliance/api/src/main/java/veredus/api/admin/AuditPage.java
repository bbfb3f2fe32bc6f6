package veredus.api.admin;

import java.util.List;

/**
 * {@code GET /v1/audit}, the latest first.
 *
 * @param complete whether there are no older ones since the time that was asked for
 */
public record AuditPage(List<AuditRecord> records, boolean complete) {
    /** Records in one answer. */
    public static final int MOST = 10_000;

    public AuditPage {
        records = List.copyOf(records);
    }
}
