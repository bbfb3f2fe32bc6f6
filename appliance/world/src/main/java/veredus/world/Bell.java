package veredus.world;

import java.time.Duration;

/**
 * The one timed wait. A ring is remembered until somebody has waited for it, so a ring just before the wait is not
 * lost; several rings count as one. Any thread may ring; one thread at a time waits.
 */
public interface Bell {

    void ring();

    /** Waits until the bell has rung, at most {@code limit}. Answers whether it rang. */
    boolean await(Duration limit) throws InterruptedException;

    /** Waits until the bell has rung, however long that takes. */
    void await() throws InterruptedException;
}
