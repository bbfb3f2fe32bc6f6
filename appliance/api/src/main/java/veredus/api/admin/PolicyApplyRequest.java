package veredus.api.admin;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /v1/policy/apply}.
 *
 * @param files the whole configuration, text by name such as {@code shaping.d/50-big.toml}; absent takes the engine's
 *     own directory as it is on disk. With {@code base} a secret may stand masked as {@link PolicyVersionFiles} shows it,
 *     and is the one that the same table has there
 * @param reason for the history, the log and other operators
 * @param confirmWithin put back what was before unless it is confirmed in this time; in seconds in JSON
 * @param dryRun only check
 * @param origin how it comes; {@code API} where absent
 * @param base the version that the files were made from, or the first digits of its id: refused with 409 when another
 *     one is in force by now, or the files on disk are others
 */
public record PolicyApplyRequest(
        Optional<Map<String, String>> files,
        Optional<String> reason,
        Optional<Duration> confirmWithin,
        boolean dryRun,
        Optional<PolicyOrigin> origin,
        Optional<String> base) {}
