package veredus.api.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that keeps mail of a queue from moving faster.
 *
 * @param queue whose mail
 * @param since when it began, where that is known
 * @param until when it ends by itself, where that is known
 * @param evidence what was seen, for people; has text from other servers
 * @param file where the setting stands that decides; empty where none does
 * @param line its line; 0 where the setting is not written anywhere
 * @param remedy what an operator can do about it
 */
public record QueueCause(
        Kind cause,
        String queue,
        Optional<Instant> since,
        Optional<Instant> until,
        String evidence,
        String file,
        int line,
        String remedy) {
    /** What kind of thing, the one that holds up most first. */
    public enum Kind {
        /** An operator has paused it. */
        PAUSED,
        /** An operator has ended it, which can still be undone. */
        WITHHELD,
        /** Accounting or the spool cannot be written, so that nothing ends. */
        RESULTS_NOT_WRITTEN,
        /** What an earlier run has left is still being read. */
        RECOVERING,
        /** No vMTA of its pool can be used. */
        NO_SOURCE,
        /** The proxy of a vMTA rests after failures. */
        PROXY_RESTS,
        /** DNS or a route says that there is nowhere to send to. */
        NO_ROUTE,
        /** The domain is being looked up. */
        RESOLVING,
        /** The path rests after failures. */
        BACKOFF,
        /** An operator lets it go slowly. */
        BACKOFF_MODE,
        /** The path has all connections that its limits allow. */
        CONNECTIONS_IN_USE,
        /** The path's message or connection rate is used up. */
        RATE_LIMIT,
        /** A limit that several paths or queues share has no room. */
        LIMIT,
        /** The engine has all connections that it may have. */
        ENGINE_CONNECTIONS,
        /** It is due, and waits for room in memory. */
        NO_ROOM,
        /** It waits for its next attempt. */
        NEXT_RETRY,
        /** The route that its mail was given is not in the policy any more: it goes as its domain does. */
        ROUTE_GONE,
        /** Nothing holds it up. */
        MOVING
    }
}
