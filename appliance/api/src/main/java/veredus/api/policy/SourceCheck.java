package veredus.api.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks vMTAs and their pools. */
final class SourceCheck {
    private final Findings findings;
    private final Policy policy;
    private final Set<InetAddress> localAddresses;
    private final Map<String, VirtualMta> vmtas;

    SourceCheck(Findings findings, Set<InetAddress> localAddresses) {
        this.findings = findings;
        this.policy = findings.policy();
        this.localAddresses = localAddresses;
        this.vmtas = policy.vmtas().stream().collect(Collectors.toMap(VirtualMta::name, vmta -> vmta, (a, b) -> a));
    }

    void check() {
        findings.names("vMTA", policy.vmtas(), VirtualMta::name);
        findings.names("pool", policy.pools(), VirtualMtaPool::name);
        Map<InetAddress, VirtualMta> owners = new HashMap<>();
        for (VirtualMta vmta : policy.vmtas()) {
            vmta.ehlo().ifPresent(name -> findings.domain(vmta, "ehlo", name));
            addresses(vmta, owners);
        }
        for (VirtualMtaPool pool : policy.pools()) {
            if (vmtas.containsKey(pool.name())) {
                findings.error(
                        pool,
                        "name",
                        "pool " + Problems.quoted(pool.name()) + " has the name of a vMTA",
                        "rename one: mail names either in the same way");
            }
            members(pool);
        }
        resting(policy.server(), "default-pool", policy.server().defaultPool());
        for (Tenant tenant : policy.tenants()) {
            tenant.pool().ifPresent(pool -> resting(tenant, "pool", pool));
        }
    }

    /** Mail that is given to a vMTA which sends nothing waits until it expires. */
    private void resting(Record record, String key, String source) {
        VirtualMta vmta = vmtas.get(source);
        if (vmta != null && !vmta.enabled()) {
            findings.warning(
                    record,
                    key,
                    key + ": the vMTA " + Problems.quoted(source) + " is disabled at "
                            + findings.origins().of(vmta, "enabled"),
                    "enable it, or name another; until then the mail waits");
        }
    }

    private void addresses(VirtualMta vmta, Map<InetAddress, VirtualMta> owners) {
        int usable = 0;
        for (int i = 0; i < vmta.addresses().size(); i++) {
            String text = vmta.addresses().get(i);
            Optional<InetAddress> read = IpLiteral.parse(text);
            if (read.isEmpty() || read.get().isAnyLocalAddress() || read.get().isMulticastAddress()) {
                findings.error(
                        vmta,
                        "addresses",
                        i,
                        "addresses: " + Problems.quoted(text) + " cannot be a source address",
                        "write an address of this machine, such as \"192.0.2.10\"");
                continue;
            }
            InetAddress address = read.get();
            usable += suits(vmta.ipFamily(), address) ? 1 : 0;
            VirtualMta owner = owners.putIfAbsent(address, vmta);
            if (owner != null) {
                findings.warning(
                        vmta,
                        "addresses",
                        i,
                        "address " + text + " is also in vMTA " + Problems.quoted(owner.name()),
                        "receivers count by address: limits of both add up");
            }
            // Through a proxy they are the proxy's.
            if (vmta.proxy().isEmpty()
                    && !localAddresses.isEmpty()
                    && !address.isLoopbackAddress()
                    && !localAddresses.contains(address)) {
                findings.warning(
                        vmta,
                        "addresses",
                        i,
                        "address " + text + " is not on this machine",
                        "add it to a network interface, or remove it here");
            }
        }
        if (usable == 0
                && !vmta.addresses().isEmpty()
                && vmta.ipFamily().toString().endsWith("ONLY")) {
            findings.error(
                    vmta, "ip-family", "ip-family leaves no address to send from", "add an address of that family");
        }
    }

    private static boolean suits(VirtualMta.IpFamily family, InetAddress address) {
        return switch (family) {
            case IPV4_ONLY -> address instanceof Inet4Address;
            case IPV6_ONLY -> !(address instanceof Inet4Address);
            case IPV4_THEN_IPV6, IPV6_THEN_IPV4 -> true;
        };
    }

    private void members(VirtualMtaPool pool) {
        List<VirtualMtaPool.Member> members = pool.members();
        if (members.isEmpty()) {
            findings.error(
                    pool,
                    "members",
                    "pool " + Problems.quoted(pool.name()) + " has no members",
                    "add members = [{ vmta = \"...\" }]");
            return;
        }
        Set<String> seen = new HashSet<>();
        long weight = 0;
        long enabledWeight = 0;
        for (VirtualMtaPool.Member member : members) {
            VirtualMta vmta = vmtas.get(member.vmta());
            if (vmta == null) {
                findings.error(
                        member,
                        "vmta",
                        "pool " + Problems.quoted(pool.name()) + ": there is no vMTA " + Problems.quoted(member.vmta()),
                        findings.suggestion(member.vmta(), List.copyOf(vmtas.keySet()), "add it to vmtas.toml"));
            } else if (!seen.add(member.vmta())) {
                findings.error(
                        member,
                        "vmta",
                        "pool " + Problems.quoted(pool.name()) + " has vMTA " + Problems.quoted(member.vmta())
                                + " twice",
                        "give it one weight");
            }
            weight += member.weight();
            enabledWeight += vmta == null || vmta.enabled() ? member.weight() : 0;
        }
        if (weight == 0) {
            findings.error(
                    pool,
                    "members",
                    "pool " + Problems.quoted(pool.name()) + ": all weights are zero, so it cannot send",
                    "give at least one member a weight");
        } else if (enabledWeight == 0) {
            findings.warning(
                    pool,
                    "members",
                    "pool " + Problems.quoted(pool.name()) + ": all vMTAs that have a weight are disabled",
                    "enable one, or its mail waits");
        }
    }
}
