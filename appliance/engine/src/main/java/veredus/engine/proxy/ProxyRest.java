package veredus.engine.proxy;

import java.time.Instant;

/**
 * A proxy that is not used for a while.
 *
 * @param until when it is tried again
 * @param failures in a row
 * @param cause of the last of them, for operators
 */
public record ProxyRest(String proxy, Instant until, int failures, String cause) {
    /** For operators. */
    @Override
    public String toString() {
        return "proxy " + proxy + " cannot be used; it is tried again at " + until + " after " + failures
                + " failures in a row: " + cause;
    }
}
