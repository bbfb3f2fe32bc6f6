package veredus.world;

import java.time.Duration;
import java.time.Instant;

/** The clock, and every wait that has a limit. Safe for use by many threads. */
public interface Time {

    /** The wall clock, for records and for due times that outlive the process. It may jump. */
    Instant now();

    /** Nanoseconds from an arbitrary origin that never go back, for measuring. */
    long nanos();

    /** Waits for the whole of {@code duration}. */
    void sleep(Duration duration) throws InterruptedException;

    /** A new bell, silent. */
    Bell bell();
}
