package veredus.api.admin;

import java.time.Duration;
import java.util.Optional;

/**
 * Queued mail of about one age.
 *
 * @param below it was received less long ago, and longer than what the bucket before holds; in seconds in JSON; absent for
 *     what is older than all others
 */
public record AgeBucket(Optional<Duration> below, long recipients, long deliveries) {}
