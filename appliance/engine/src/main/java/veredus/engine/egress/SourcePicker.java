package veredus.engine.egress;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.Policy;
import veredus.api.policy.Proxy;
import veredus.api.policy.VirtualMta;
import veredus.api.policy.VirtualMtaPool;

/**
 * Chooses the sending identity. Members of a pool take turns by weight, smoothly: with weights 5, 1, 1 the heavy one
 * does not send five times in a row. Safe for use by many threads; the turns are kept until the policy changes.
 *
 * <p>One wheel for the whole pool would run in step with its users: with two members and two queues that take turns,
 * each queue would see one member only. So every pool has {@link #WHEELS} wheels, of which the caller's salt (the
 * queue's hash, say) picks one; each starts at another place, so that the first message of every queue is not sent by
 * the heaviest member.
 */
public final class SourcePicker {
    static final int WHEELS = 64;

    private final Supplier<Policy> policy;
    private final Predicate<VirtualMta> usable;
    private volatile @Nullable Sources sources;

    public SourcePicker(Supplier<Policy> policy) {
        this(policy, vmta -> true);
    }

    /**
     * One that passes over some.
     *
     * @param usable whether a vMTA that is enabled can send now; the others' turns go to the rest of their pools
     */
    public SourcePicker(Supplier<Policy> policy, Predicate<VirtualMta> usable) {
        this.policy = policy;
        this.usable = usable;
    }

    /**
     * The vMTA for one message.
     *
     * @param poolOrVmta a pool's name or a vMTA's; a pool wins over a vMTA of the same name
     * @param salt the same for what should see the members in turn
     * @return empty when there is no such name, or none of its vMTAs is enabled and can be used
     */
    public Optional<VirtualMta> pick(String poolOrVmta, long salt) {
        Sources now = sources();
        Wheel[] wheels = now.pools.get(poolOrVmta);
        if (wheels == null) {
            return Optional.ofNullable(now.vmtas.get(poolOrVmta))
                    .filter(VirtualMta::enabled)
                    .filter(usable);
        }
        long mixed = salt * 0x9E3779B97F4A7C15L;
        return wheels[(int) (mixed >>> 58)].next(usable);
    }

    /** All that {@link #pick} chooses from, whether it can be used now or not. */
    public List<VirtualMta> members(String poolOrVmta) {
        Sources now = sources();
        Wheel[] wheels = now.pools.get(poolOrVmta);
        return wheels != null
                ? wheels[0].members()
                : Optional.ofNullable(now.vmtas.get(poolOrVmta)).filter(VirtualMta::enabled).stream()
                        .toList();
    }

    /**
     * The source address for a connection to {@code target}, the vMTA's addresses of that family in turn.
     *
     * @return {@link Source.Kernels} when neither the vMTA nor its proxy has any address, {@link Source.None} when it has none of
     *     this family
     */
    public Source source(VirtualMta vmta, InetAddress target) {
        if (vmta.addresses().isEmpty()) {
            return proxySource(vmta, target);
        }
        var fitting = new ArrayList<InetAddress>();
        for (String text : vmta.addresses()) {
            NumericAddress.parse(text)
                    .filter(address -> address.getClass() == target.getClass())
                    .ifPresent(fitting::add);
        }
        if (fitting.isEmpty()) {
            return new Source.None();
        }
        AtomicInteger turn = sources().turns.get(vmta.name());
        int place = turn == null ? 0 : Math.floorMod(turn.getAndIncrement(), fitting.size());
        return new Source.Address(fitting.get(place));
    }

    /** A vMTA without addresses has its proxy's, where there is one. */
    private Source proxySource(VirtualMta vmta, InetAddress target) {
        Optional<InetAddress> own = vmta.proxy()
                .flatMap(name -> Optional.ofNullable(sources().proxies.get(name)))
                .flatMap(Proxy::source)
                .flatMap(NumericAddress::parse);
        if (own.isEmpty()) {
            return new Source.Kernels();
        }
        return own.get().getClass() == target.getClass() ? new Source.Address(own.get()) : new Source.None();
    }

    /** Where a connection comes from. */
    public sealed interface Source {
        record Address(InetAddress address) implements Source {}

        /** Whatever the kernel's routing table says, or the proxy. */
        record Kernels() implements Source {}

        record None() implements Source {}
    }

    @SuppressWarnings("ReferenceEquality") // A reload makes a new policy; comparing all of it at every pick would cost.
    private Sources sources() {
        Policy current = policy.get();
        Sources now = sources;
        if (now == null || now.policy != current) {
            now = new Sources(current);
            sources = now;
        }
        return now;
    }

    /** What is derived from one policy. It is kept only to notice that there is a new one. */
    private static final class Sources {
        private final Policy policy;
        private final Map<String, VirtualMta> vmtas = new LinkedHashMap<>();
        private final Map<String, Wheel[]> pools = new LinkedHashMap<>();
        private final Map<String, AtomicInteger> turns = new LinkedHashMap<>();
        private final Map<String, Proxy> proxies = new LinkedHashMap<>();

        private Sources(Policy policy) {
            this.policy = policy;
            policy.proxies().forEach(proxy -> proxies.put(proxy.name(), proxy));
            for (VirtualMta vmta : policy.vmtas()) {
                vmtas.put(vmta.name(), vmta);
                turns.put(vmta.name(), new AtomicInteger());
            }
            for (VirtualMtaPool pool : policy.pools()) {
                pools.put(pool.name(), wheels(pool));
            }
        }

        private Wheel[] wheels(VirtualMtaPool pool) {
            var members = new ArrayList<VirtualMta>();
            var weights = new ArrayList<Integer>();
            for (VirtualMtaPool.Member member : pool.members()) {
                VirtualMta vmta = vmtas.get(member.vmta());
                if (vmta != null && vmta.enabled() && member.weight() > 0) {
                    members.add(vmta);
                    weights.add(member.weight());
                }
            }
            var wheels = new Wheel[WHEELS];
            for (int i = 0; i < WHEELS; i++) {
                wheels[i] = new Wheel(List.copyOf(members), weights);
                for (int turn = 0; turn < i; turn++) {
                    wheels[i].next();
                }
            }
            return wheels;
        }
    }
}
