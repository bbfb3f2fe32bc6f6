package veredus.engine.outcome;

/** At whose door a failure lies, and so what it concerns beyond the recipient. */
public enum Fault {
    /** The receiving site as a whole: the next host is tried, its other mail waits too. */
    SITE,
    /** The message: all its recipients share the fate. */
    MESSAGE,
    RECIPIENT,
    /** Ourselves: disk, policy, a bug. */
    OURS
}
