package veredus.api.admin;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code POST /v1/policy/rollback}.
 *
 * @param id the version to put in force again, or the first digits of its id; absent while a change waits to be
 *     confirmed means the one before that
 * @param reason for the history, the log and other operators
 * @param confirmWithin as in {@link PolicyApplyRequest}
 * @param origin how it comes; {@code API} where absent
 */
public record PolicyRollbackRequest(
        Optional<String> id,
        Optional<String> reason,
        Optional<Duration> confirmWithin,
        Optional<PolicyOrigin> origin) {}
