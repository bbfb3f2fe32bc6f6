package veredus.simulator.peer;

/** Is told of each message as the sink takes it. Called by the thread of the connection; must be quick. */
@FunctionalInterface
public interface SinkWatcher {
    SinkWatcher NONE = (number, recipient, hash, answered) -> {};

    /**
     * A message was taken for {@code recipient}, once for each of them, just before the client hears so.
     *
     * @param number of its {@link Trace}; 0 without one
     * @param hash CRC32C of the body, without dot stuffing
     * @param answered false when the connection is going to be cut instead of saying 250
     */
    void received(long number, String recipient, int hash, boolean answered);
}
