package veredus.api.admin;

/**
 * Queues that have something in common.
 *
 * @param name what they have in common; empty for no campaign, and for a domain that has not been resolved
 * @param queues how many there are
 * @param deliveries all that is queued
 * @param ready deliveries that wait for a connection
 * @param inFlight deliveries on a connection now
 * @param waiting deliveries that wait for their time
 * @param paused queues that are paused
 * @param connections open on the paths that serve these queues, which may serve others too
 * @param backoff of those paths, how many rest after failures
 * @param lastStatus the last reply or failure of the longest of the queues
 */
public record GroupView(
        String name,
        long queues,
        long deliveries,
        long ready,
        long inFlight,
        long waiting,
        long paused,
        long connections,
        long backoff,
        String lastStatus) {}
