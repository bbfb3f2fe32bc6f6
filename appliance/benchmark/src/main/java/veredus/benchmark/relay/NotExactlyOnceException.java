package veredus.benchmark.relay;

import java.io.IOException;

/** Messages are missing at the sink or came twice; the run's figures are worth nothing. */
public final class NotExactlyOnceException extends IOException {
    private static final long serialVersionUID = 1;

    NotExactlyOnceException(String message) {
        super(message);
    }
}
