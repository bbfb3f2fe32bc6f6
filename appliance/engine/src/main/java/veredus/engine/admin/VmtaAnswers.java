package veredus.engine.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import veredus.api.admin.VmtaPage;
import veredus.api.admin.VmtaView;
import veredus.api.policy.VirtualMta;
import veredus.api.policy.VirtualMtaPool;
import veredus.engine.queue.ReadyQueue;

/** The sending identities as they are written, with what operators have switched and what they do now. */
final class VmtaAnswers {
    private final AdminRooms rooms;
    private final Switches switches;

    VmtaAnswers(AdminRooms rooms, Switches switches) {
        this.rooms = rooms;
        this.switches = switches;
    }

    VmtaPage page() {
        Map<String, Set<String>> pools = new HashMap<>();
        for (VirtualMtaPool pool : rooms.policy().written().pools()) {
            pool.members()
                    .forEach(member -> pools.computeIfAbsent(member.vmta(), unused -> new TreeSet<>())
                            .add(pool.name()));
        }
        Map<String, Integer> connections = new HashMap<>();
        for (ReadyQueue path : rooms.readyQueues().all()) {
            connections.merge(path.path().vmta(), path.gate().open(), Integer::sum);
        }
        Set<String> enabled = rooms.policy().get().vmtas().stream()
                .filter(VirtualMta::enabled)
                .map(VirtualMta::name)
                .collect(Collectors.toSet());
        List<VmtaView> views = rooms.policy().written().vmtas().stream()
                .map(vmta -> new VmtaView(
                        vmta.name(),
                        enabled.contains(vmta.name()),
                        vmta.addresses(),
                        vmta.addresses().stream().filter(switches::isAddressOff).toList(),
                        vmta.ehlo().orElse(rooms.hostName()),
                        List.copyOf(pools.getOrDefault(vmta.name(), Set.of())),
                        connections.getOrDefault(vmta.name(), 0),
                        vmta.proxy(),
                        switches.ofVmta(vmta.name())))
                .toList();
        return new VmtaPage(views, switches.addresses());
    }
}
