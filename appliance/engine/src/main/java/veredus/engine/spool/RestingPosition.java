package veredus.engine.spool;

import java.time.Instant;

/** A place in the order in which the deliveries of a queue rest: by due time, then message, then delivery. */
public record RestingPosition(long dueMillis, long messageId, int number) {
    /** Before everything. */
    public static final RestingPosition START = new RestingPosition(-1, 0, 0);

    /** Behind all that is due at {@code instant}. */
    public static RestingPosition behind(Instant instant) {
        return new RestingPosition(Math.max(0, instant.toEpochMilli()), Long.MAX_VALUE, Integer.MAX_VALUE);
    }
}
