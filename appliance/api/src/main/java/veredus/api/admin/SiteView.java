package veredus.api.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * One receiving site and how it does: {@code GET /v1/sites}. A window ends now; the minute that has only partly passed
 * out of it counts with the part that has not.
 *
 * @param site as in {@link QueueView#site}; empty for queues whose domain has not been resolved
 * @param ready deliveries that wait for a connection to it
 * @param scheduled deliveries for it that wait for their time or for room
 * @param connections open or being opened, over all vMTAs that are meant
 * @param connectionLimit how many these vMTAs may have by the limits of their paths; shared limits may allow fewer
 * @param backoff how many of the paths rest after failures
 * @param minute what came of the last minute
 * @param quarter of the last 15 minutes
 * @param hour of the last 60 minutes
 * @param lastError the last reply that was no success, or failure; empty when there was none
 */
public record SiteView(
        String site,
        long ready,
        long scheduled,
        long connections,
        long connectionLimit,
        long backoff,
        SiteCounts minute,
        SiteCounts quarter,
        SiteCounts hour,
        String lastError,
        Optional<Instant> lastErrorAt) {}
