package veredus.engine.egress;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.VirtualMta;
import veredus.world.Network;
import veredus.world.Time;

/**
 * The addresses at which this machine would meet itself: those of its interfaces, except loopback, and those of its
 * vMTAs, which may be behind a translation. Asking the kernel takes milliseconds, so the answer is kept for
 * {@link #KEPT}. Safe for use by many threads.
 */
public final class OwnAddresses {
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Network network;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();

    /** What was made of these the last time: each resolution of a domain asks for it. */
    private record Made(Collection<VirtualMta> vmtas, Set<InetAddress> machine, Set<InetAddress> all) {}

    private volatile @Nullable Made made;
    private volatile Set<InetAddress> interfaces = Set.of();
    private volatile long askedAt;
    private volatile boolean asked;

    public OwnAddresses(Network network, Time time) {
        this.network = network;
        this.time = time;
    }

    /** Whether {@code address} is one of this machine or of {@code vmtas}. */
    public boolean contains(InetAddress address, Collection<VirtualMta> vmtas) {
        return interfaces().contains(address) || isOf(vmtas, address);
    }

    /** All of them; not to be changed. */
    // A policy has one list of vMTAs for all its life, and the interfaces are the same until they are asked for again.
    @SuppressWarnings("ReferenceEquality")
    Set<InetAddress> all(Collection<VirtualMta> vmtas) {
        Set<InetAddress> machine = interfaces();
        Made known = made;
        if (known == null || known.vmtas() != vmtas || known.machine() != machine) {
            known = new Made(vmtas, machine, made(vmtas, machine));
            made = known;
        }
        return known.all();
    }

    private static Set<InetAddress> made(Collection<VirtualMta> vmtas, Set<InetAddress> machine) {
        var all = new LinkedHashSet<InetAddress>(machine);
        for (VirtualMta vmta : vmtas) {
            for (String text : vmta.addresses()) {
                NumericAddress.parse(text).ifPresent(all::add);
            }
        }
        all.removeIf(InetAddress::isLoopbackAddress);
        return Collections.unmodifiableSet(all);
    }

    private static boolean isOf(Collection<VirtualMta> vmtas, InetAddress address) {
        if (address.isLoopbackAddress()) {
            return false;
        }
        String text = address.getHostAddress();
        for (VirtualMta vmta : vmtas) {
            for (String own : vmta.addresses()) {
                if (own.equals(text)
                        || NumericAddress.parse(own).filter(address::equals).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private Set<InetAddress> interfaces() {
        if (asked && time.nanos() - askedAt < KEPT.toNanos()) {
            return interfaces;
        }
        var found = new LinkedHashSet<InetAddress>(network.localAddresses());
        found.removeIf(InetAddress::isLoopbackAddress);
        lock.lock();
        try {
            interfaces = found;
            askedAt = time.nanos();
            asked = true;
            return found;
        } finally {
            lock.unlock();
        }
    }
}
