package veredus.api.admin;

/** What can be done to queued mail. */
public enum QueueAction {
    /** Starts no further attempts; those under way end. */
    PAUSE,
    RESUME,
    /** Sends it slowly, by the limits and the retry schedule that the policy has for backoff. */
    BACKOFF,
    /** Ends that, and the rest of paths after failures. */
    NORMAL,
    /** Makes it due now. */
    RETRY,
    /** Ends it without notice to the sender. */
    DELETE,
    /** Ends it with a notice to the sender. */
    BOUNCE
}
