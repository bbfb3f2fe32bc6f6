package veredus.engine.spool;

/** Whether the disk has room for new mail. */
public enum Admission {
    OPEN,
    /** Below the soft limit: answer 452 4.3.1. */
    SOFT_LIMIT,
    /** Below the hard limit, or the log has failed: answer 451 4.3.0. */
    HARD_LIMIT
}
