package veredus.api.admin;

import java.util.List;

/**
 * {@code GET /v1/policy/history}, the latest first.
 *
 * @param complete whether there are no older ones
 */
public record PolicyHistoryPage(List<PolicyVersion> versions, boolean complete) {
    /** Versions in one answer. */
    public static final int MOST = 1_000;

    public PolicyHistoryPage {
        versions = List.copyOf(versions);
    }
}
