package veredus.engine.settlement;

/** Why recipients end without an attempt. */
public enum Ending {
    /** Their time is over and they could not be tried. */
    EXPIRED,
    /** An operator bounced them: the sender is told. */
    BOUNCED,
    /** An operator deleted them: the sender is not told. */
    DELETED
}
