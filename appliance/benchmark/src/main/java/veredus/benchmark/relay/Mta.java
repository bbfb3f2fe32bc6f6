package veredus.benchmark.relay;

import java.io.IOException;

/** One of the two that are compared, running: it takes mail at its port and relays all of it to a sink. */
sealed interface Mta permits PostfixInstance, VeredusProcess {
    /** For people and for JSON. */
    String name();

    /** Where it listens on 127.0.0.1. */
    int port();

    ProcessTree processes();

    /** Its own log of what it has delivered. */
    DeliveryLog log();

    /** Stops it and waits until it is gone. */
    void stop() throws IOException, InterruptedException;
}
