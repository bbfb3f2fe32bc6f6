package veredus.api.policy;

import java.time.Duration;
import java.util.List;

/**
 * {@code retry.toml}, one table of {@code [[retry]]}. The most specific domain pattern wins.
 *
 * @param intervals from each failed attempt to the next; the last one repeats
 * @param jitter the share (0 to 1) by which each interval is varied at random, so that retries spread
 * @param expireAfter from reception; then the recipient is bounced
 * @param delayNoticeAfter from reception; then the sender is told once of the delay; zero for never
 * @param backoffIntervals the intervals for mail of queues in backoff mode
 */
public record RetryRule(
        @Default("*") String domain,

        @Range(min = "1s", max = "7d") @Default("[5m, 15m, 30m, 1h, 2h, 4h]")
        List<Duration> intervals,

        @Range(min = "0.0", max = "1.0") @Default("0.1") double jitter,
        @Range(min = "1m", max = "60d") @Default("5d") Duration expireAfter,
        @Range(min = "0s", max = "60d") @Default("4h") Duration delayNoticeAfter,

        @Range(min = "1s", max = "7d") @Default("[1h]") List<Duration> backoffIntervals,

        Origin origin) {

    /** The same for mail of a queue in backoff mode. */
    public RetryRule inBackoff() {
        return new RetryRule(domain, backoffIntervals, jitter, expireAfter, delayNoticeAfter, backoffIntervals, origin);
    }
}
