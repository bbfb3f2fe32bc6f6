package veredus.engine.spool;

import java.time.Instant;
import java.util.Optional;

/**
 * What rests of one queue, as the index alone can say. {@code due} and {@code oldest} are about as many of the earliest
 * deliveries as were asked for.
 *
 * @param deliveries that rest, all of them
 * @param due those whose time has come
 * @param oldest when the oldest message was received
 */
public record QueueAtRest(long deliveries, long due, Optional<Instant> earliestDue, Optional<Instant> oldest) {
    static final QueueAtRest NOTHING = new QueueAtRest(0, 0, Optional.empty(), Optional.empty());
}
