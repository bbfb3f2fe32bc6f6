package veredus.engine.spool;

/** The spool could not do it: nothing that was asked for has become durable. */
public class SpoolException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether it is for want of space, so that trying again later helps. */
    public enum Reason {
        FULL,
        FAILED,
        CORRUPT,
        LOCKED
    }

    private final transient Reason reason;

    public SpoolException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public SpoolException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
