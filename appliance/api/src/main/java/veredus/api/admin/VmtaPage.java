package veredus.api.admin;

import java.util.List;

/**
 * {@code GET /v1/vmtas}.
 *
 * @param addresses source addresses that are disabled at run time
 */
public record VmtaPage(List<VmtaView> vmtas, List<SwitchView> addresses) {
    public VmtaPage {
        vmtas = List.copyOf(vmtas);
        addresses = List.copyOf(addresses);
    }
}
