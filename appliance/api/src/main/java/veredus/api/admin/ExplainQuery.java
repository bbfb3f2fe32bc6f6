package veredus.api.admin;

import java.util.Optional;

/**
 * Which mail {@code GET /v1/explain} is asked about.
 *
 * @param domain the recipients' domain, or a whole address
 * @param vmta the vMTA or pool that the mail names
 * @param tenant whose it is; absent is the tenant of {@code user}, or {@code default}
 * @param sender what it says in MAIL FROM
 * @param user as whom its client logged in
 * @param listener through which it comes in; absent takes the first of the tenant
 */
public record ExplainQuery(
        String domain,
        Optional<String> vmta,
        Optional<String> tenant,
        Optional<String> campaign,
        Optional<String> sender,
        Optional<String> user,
        Optional<String> listener) {

    /** Of mail for a domain, without anything else that is known of it. */
    public static ExplainQuery of(String domain) {
        return new ExplainQuery(
                domain,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
