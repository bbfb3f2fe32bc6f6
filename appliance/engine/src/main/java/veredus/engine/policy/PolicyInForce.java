package veredus.engine.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import veredus.api.policy.LimitRules;
import veredus.api.policy.MostSpecific;
import veredus.api.policy.PathLimits;
import veredus.api.policy.PathRules;
import veredus.api.policy.Policy;
import veredus.api.policy.RetryRule;
import veredus.mail.address.Domain;

/**
 * The one policy that is in force, with the look-ups that are made from it. It is replaced whole, and readers who took
 * the old one use it to the end of their work. Safe for many threads.
 */
public final class PolicyInForce implements Supplier<Policy> {
    private volatile Derived derived;
    private final ReentrantLock changing = new ReentrantLock();
    private Policy written;
    private UnaryOperator<Policy> overlay = UnaryOperator.identity();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    /** What belongs to one policy. */
    private record Derived(
            Policy policy, PathRules paths, Set<String> ownSites, MostSpecific<RetryRule> retries, LimitRules shared) {
        static Derived of(Policy policy) {
            Set<String> ownSites = new HashSet<>();
            policy.paths()
                    .forEach(rule -> rule.domain()
                            .filter(pattern -> !pattern.startsWith("*"))
                            .ifPresent(ownSites::add));
            return new Derived(
                    policy,
                    new PathRules(policy.paths()),
                    ownSites,
                    new MostSpecific<>(policy.retries(), RetryRule::domain),
                    new LimitRules(policy.limits()));
        }
    }

    public PolicyInForce(Policy first) {
        written = first;
        derived = Derived.of(first);
    }

    @Override
    public Policy get() {
        return derived.policy();
    }

    /** Puts {@code next} in force and tells the watchers, on the caller's thread. */
    public void replace(Policy next) {
        changing.lock();
        try {
            written = next;
            derived = Derived.of(overlay.apply(next));
        } finally {
            changing.unlock();
        }
        watchers.forEach(Runnable::run);
    }

    /** The policy as it is written, without what operators have switched at run time. */
    public Policy written() {
        changing.lock();
        try {
            return written;
        } finally {
            changing.unlock();
        }
    }

    /** Lays {@code next} over what is written, now and after each change, and tells the watchers. */
    public void overlay(UnaryOperator<Policy> next) {
        changing.lock();
        try {
            overlay = next;
            derived = Derived.of(next.apply(written));
        } finally {
            changing.unlock();
        }
        watchers.forEach(Runnable::run);
    }

    /** Calls {@code watcher} after each change. */
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public PathLimits limits(Domain domain, List<String> exchangers, String vmta) {
        return derived.paths().limits(domain.name(), exchangers, vmta);
    }

    /** The limits that {@link #limits} gives, each with where it comes from. */
    public List<PathRules.Explained> explain(Domain domain, List<String> exchangers, String vmta) {
        return derived.paths().explain(domain.name(), exchangers, vmta);
    }

    /** The limits that queues and paths share. */
    public LimitRules sharedLimits() {
        return derived.shared();
    }

    /** Whether a rule of its own takes {@code domain} out of the roll-up (decision 3). */
    public boolean isSiteOfItsOwn(Domain domain) {
        return derived.ownSites().contains(domain.name());
    }

    /** The retry rule for {@code domain}. */
    public RetryRule retry(Domain domain) {
        return derived.retries().find(domain.name()).orElseThrow();
    }
}
