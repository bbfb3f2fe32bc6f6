package veredus.api.admin;

import java.util.List;
import java.util.Optional;

/**
 * One vMTA: {@code GET /v1/vmtas}.
 *
 * @param enabled whether mail may leave by it now
 * @param addresses its source addresses; empty lets the kernel choose
 * @param disabled those of the addresses that are not used now
 * @param ehlo as whom it introduces itself
 * @param pools those that have it
 * @param connections open or being opened
 * @param proxy through which it sends; absent where it sends from this machine
 * @param switched why it is disabled at run time; absent where it is not
 */
public record VmtaView(
        String name,
        boolean enabled,
        List<String> addresses,
        List<String> disabled,
        String ehlo,
        List<String> pools,
        int connections,
        Optional<String> proxy,
        Optional<SwitchView> switched) {
    public VmtaView {
        addresses = List.copyOf(addresses);
        disabled = List.copyOf(disabled);
        pools = List.copyOf(pools);
    }
}
