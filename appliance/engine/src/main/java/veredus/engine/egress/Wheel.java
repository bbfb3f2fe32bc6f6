package veredus.engine.egress;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import veredus.api.policy.VirtualMta;

/**
 * Smooth weighted round robin: at every turn each member gains its weight, the one that has most wins and pays the sum
 * of all weights. Over one round each has won as often as its weight says, with its wins spread out.
 */
final class Wheel {
    private final List<VirtualMta> members;
    private final long[] weights;
    private final long[] credit;
    private final ReentrantLock lock = new ReentrantLock();

    Wheel(List<VirtualMta> members, List<Integer> weights) {
        this.members = members;
        this.weights = weights.stream().mapToLong(Integer::longValue).toArray();
        this.credit = new long[this.weights.length];
    }

    List<VirtualMta> members() {
        return members;
    }

    Optional<VirtualMta> next() {
        return next(member -> true);
    }

    /** The next of those that are {@code usable}; the others lose their turns. Empty when there is none. */
    Optional<VirtualMta> next(Predicate<VirtualMta> usable) {
        if (members.size() <= 1) {
            return members.stream().filter(usable).findFirst();
        }
        boolean[] taking = new boolean[credit.length];
        for (int i = 0; i < taking.length; i++) {
            taking[i] = usable.test(members.get(i));
        }
        lock.lock();
        try {
            int winner = -1;
            long paid = 0;
            for (int i = 0; i < credit.length; i++) {
                if (taking[i]) {
                    credit[i] += weights[i];
                    paid += weights[i];
                    if (winner < 0 || credit[i] > credit[winner]) {
                        winner = i;
                    }
                }
            }
            if (winner < 0) {
                return Optional.empty();
            }
            credit[winner] -= paid;
            return Optional.of(members.get(winner));
        } finally {
            lock.unlock();
        }
    }
}
