package veredus.api.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * One scheduled queue.
 *
 * @param queue its name, {@code campaign:tenant@domain/pool}, and {@code /route} where a rule gave it to one
 * @param campaign may be empty
 * @param site the receiving site; empty before the domain was first resolved
 * @param deliveries all that is queued: the other three and what waits for its time
 * @param ready deliveries that wait for a connection
 * @param inFlight deliveries on a connection now
 * @param due deliveries whose time has come but that are not ready yet
 * @param earliestDue when the next one is due; absent when none waits
 * @param oldest when the oldest message was received
 * @param lastStatus the last reply or failure; empty before the first attempt
 */
public record QueueView(
        String queue,
        String tenant,
        String campaign,
        String domain,
        String pool,
        String site,
        long deliveries,
        long ready,
        long inFlight,
        long due,
        Optional<Instant> earliestDue,
        Optional<Instant> oldest,
        boolean paused,
        QueueMode mode,
        String lastStatus) {}
