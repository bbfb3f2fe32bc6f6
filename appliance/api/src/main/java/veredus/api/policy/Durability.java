package veredus.api.policy;

/** What a 250 after the final dot promises (design 4.3). */
public enum Durability {
    /** On the disk before 250: survives a power cut. */
    DURABLE,
    /** With the operating system before 250: survives a crash of the engine; synced within the spool's interval. */
    RELAXED,
    /** In memory at 250: for mail that may be lost. */
    MEMORY
}
