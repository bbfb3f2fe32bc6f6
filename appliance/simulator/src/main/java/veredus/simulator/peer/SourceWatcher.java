package veredus.simulator.peer;

import java.util.List;

/** Is told the fate of each message as the source sees it. Called by the thread of the connection; must be quick. */
public interface SourceWatcher {

    /** Before the first byte of it is sent; {@code hash} is the CRC32C of the body. */
    default void sending(long number, Letter letter, int hash) {}

    /** The server has taken it (250 after the final dot) for {@code recipients}. */
    default void accepted(long number, List<String> recipients, int hash) {}

    /** The server has refused all of it, or some recipients, with this reply. */
    default void refused(long number, List<String> recipients, String reply) {}

    /** The connection was lost; nobody knows whether the server has it. */
    default void lost(long number) {}

    SourceWatcher NONE = new SourceWatcher() {};

    /** Writes what was accepted into {@code ledger}. */
    static SourceWatcher into(Ledger ledger) {
        return new SourceWatcher() {
            @Override
            public void accepted(long number, List<String> recipients, int hash) {
                recipients.forEach(recipient -> ledger.add(new Ledger.Key(number, recipient), hash));
            }
        };
    }
}
