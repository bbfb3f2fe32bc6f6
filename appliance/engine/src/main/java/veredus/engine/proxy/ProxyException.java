package veredus.engine.proxy;

import java.io.IOException;

/** A proxy cannot be used; it says nothing of the receiver behind it. */
public final class ProxyException extends IOException {
    private static final long serialVersionUID = 1;

    ProxyException(String message) {
        super(message);
    }

    ProxyException(String message, IOException cause) {
        super(message, cause);
    }
}
