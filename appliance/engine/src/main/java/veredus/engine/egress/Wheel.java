package veredus.engine.egress;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import veredus.api.policy.VirtualMta;

/**
 * Smooth weighted round robin: at every turn each member gains its weight, the one that has most wins and pays the sum
 * of all weights. Over one round each has won as often as its weight says, with its wins spread out.
 */
final class Wheel {
    private final List<VirtualMta> members;
    private final long[] weights;
    private final long[] credit;
    private final long sum;
    private final ReentrantLock lock = new ReentrantLock();

    Wheel(List<VirtualMta> members, List<Integer> weights) {
        this.members = members;
        this.weights = weights.stream().mapToLong(Integer::longValue).toArray();
        this.credit = new long[this.weights.length];
        this.sum = weights.stream().mapToLong(Integer::longValue).sum();
    }

    Optional<VirtualMta> next() {
        if (members.size() <= 1) {
            return members.stream().findFirst();
        }
        lock.lock();
        try {
            int winner = 0;
            for (int i = 0; i < credit.length; i++) {
                credit[i] += weights[i];
                if (credit[i] > credit[winner]) {
                    winner = i;
                }
            }
            credit[winner] -= sum;
            return Optional.of(members.get(winner));
        } finally {
            lock.unlock();
        }
    }
}
