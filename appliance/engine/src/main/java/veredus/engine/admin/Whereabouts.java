package veredus.engine.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import veredus.api.policy.Policy;
import veredus.api.policy.VirtualMtaPool;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.QueueName;
import veredus.engine.queue.ScheduledQueue;

/** Where the mail of a queue goes and by which vMTAs, as far as is known. Has no state. */
final class Whereabouts {
    private Whereabouts() {}

    /** The receiving site; empty before the domain was first resolved. */
    static String site(ScheduledQueue queue) {
        if (queue.resolution().orElse(null) instanceof Resolution.Hosts hosts) {
            return hosts.site().name();
        }
        return queue.fed().stream()
                .findFirst()
                .map(ready -> ready.path().site().name())
                .orElse("");
    }

    /** The vMTAs by which its mail may leave, and those by which some of it is about to. */
    static List<String> vmtas(ScheduledQueue queue, Policy policy) {
        return Stream.concat(
                        members(queue.name(), policy).stream(),
                        queue.fed().stream()
                                .filter(ready -> ready.size(queue.name()) > 0)
                                .map(ready -> ready.path().vmta()))
                .distinct()
                .toList();
    }

    /** The vMTAs of the pool in which it waits; of a vMTA that one alone. */
    static List<String> members(QueueName queue, Policy policy) {
        Optional<VirtualMtaPool> pool = policy.pools().stream()
                .filter(each -> each.name().equals(queue.usedPool()))
                .findFirst();
        if (pool.isEmpty()) {
            return List.of(queue.usedPool());
        }
        var members = new ArrayList<String>();
        for (VirtualMtaPool.Member member : pool.get().members()) {
            if (member.weight() > 0) {
                members.add(member.vmta());
            }
        }
        return members;
    }

    /** Whether it is for that site and may leave by that vMTA, where these are given. */
    static boolean fits(ScheduledQueue queue, Optional<String> site, Optional<String> vmta, Policy policy) {
        return site.map(name -> name.equalsIgnoreCase(site(queue))).orElse(true)
                && vmta.map(name -> vmtas(queue, policy).contains(name)).orElse(true);
    }
}
