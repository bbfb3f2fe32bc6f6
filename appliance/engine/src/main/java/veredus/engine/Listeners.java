package veredus.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.PolicyProblem;
import veredus.engine.listener.Authentication;
import veredus.engine.listener.ConnectionPermits;
import veredus.engine.listener.Listener;
import veredus.engine.listener.ListenerCounters;
import veredus.engine.listener.ReadBuffers;
import veredus.engine.policy.PolicyInForce;
import veredus.engine.policy.PolicyNotPossible;
import veredus.engine.reception.Reception;
import veredus.engine.reception.Rosters;
import veredus.world.World;

/**
 * The listeners that are open, and their change under load. What a listener's port is (see {@link #isSamePort}) is
 * settled when it opens; all else it takes from the policy with each connection. A listener whose port does not change
 * is not touched; one that changes or goes lets its sessions end as at a stop.
 *
 * <p>The lock guards the list and is not held while a port is opened or closed; changes come one at a time.
 */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final World world;
    private final PolicyInForce policy;
    private final ListenerCounters counters = new ListenerCounters();
    private final ReentrantLock lock = new ReentrantLock();
    private List<Open> open = List.of();
    private List<Listener> leaving = List.of();
    private @Nullable Opening opening;

    /** Opens a port. */
    private interface Opening {
        Listener open(ListenerPolicy policy) throws IOException;
    }

    private record Open(ListenerPolicy policy, Listener listener) {}

    /**
     * What is left to do.
     *
     * @param closed those to let go
     * @param notes what was opened and what closes, for people
     */
    record Plan(List<Listener> closed, List<String> notes) {}

    Listeners(World world, PolicyInForce policy) {
        this.world = world;
        this.policy = policy;
    }

    /**
     * Opens the ports of the policy in force.
     *
     * @param configuration where the certificates lie that the policy names, unless it says where
     * @param own where self-signed ones are kept
     * @throws IOException when one cannot be opened; those before it stay open until {@link #stop}
     */
    void open(Reception reception, Path configuration, Path own) throws IOException {
        var rosters = new Rosters(policy, counters.ruleMatches());
        policy.watch(rosters::current);
        var rooms = new Listener.Rooms(
                world,
                rosters,
                reception,
                new Authentication(world.time(), world.chance()),
                new ConnectionPermits(),
                new ReadBuffers(),
                counters);
        var files = new Certificates(world, configuration, own, reception.host());
        Opening how = listener -> Listener.open(listener, files.of(listener), rooms);
        opening = how;
        var opened = new ArrayList<Open>();
        for (ListenerPolicy listener : policy.get().listeners()) {
            opened.add(new Open(listener, how.open(listener)));
            become(opened);
        }
    }

    ListenerCounters counters() {
        return counters;
    }

    /**
     * Opens what {@code next} has and is not open. Where a port must be closed to be opened in another way, that is
     * done here too; if that fails the former is opened again.
     *
     * @return what is to be given to {@link #leave} once the policy is in force
     * @throws PolicyNotPossible when a port cannot be had; what was open is open then
     */
    Plan change(List<ListenerPolicy> next) throws PolicyNotPossible {
        Opening how = Objects.requireNonNull(opening, "changed before it was opened");
        List<Open> before = opened();
        var kept = new ArrayList<Open>(before);
        kept.removeIf(each -> next.stream().noneMatch(policy -> isSamePort(policy, each.policy())));
        var gone = new ArrayList<Open>(before);
        gone.removeAll(kept);
        var after = new ArrayList<Open>();
        var fresh = new ArrayList<Open>();
        for (ListenerPolicy policy : next) {
            Optional<Open> same = kept.stream()
                    .filter(each -> isSamePort(policy, each.policy()))
                    .findFirst();
            if (same.isPresent()) {
                after.add(new Open(policy, same.get().listener()));
                continue;
            }
            gone.stream()
                    .filter(each -> each.policy().port() == policy.port())
                    .forEach(each -> each.listener().closePort());
            try {
                var made = new Open(policy, how.open(policy));
                fresh.add(made);
                after.add(made);
            } catch (IOException impossible) {
                undo(before, gone, fresh, how);
                throw new PolicyNotPossible(problem(policy, impossible));
            }
        }
        become(after);
        return new Plan(listeners(gone), notes(fresh, gone));
    }

    private static List<String> notes(List<Open> fresh, List<Open> gone) {
        var notes = new ArrayList<String>();
        gone.forEach(each -> notes.add("listener " + each.policy().name() + " closes " + place(each.policy())));
        fresh.forEach(each -> notes.add("listener " + each.policy().name() + " opened " + place(each.policy())));
        return notes;
    }

    private static String place(ListenerPolicy policy) {
        return policy.address() + ":" + policy.port();
    }

    private static List<Listener> listeners(List<Open> some) {
        return some.stream().map(Open::listener).toList();
    }

    private static PolicyProblem problem(ListenerPolicy policy, IOException impossible) {
        return new PolicyProblem(
                policy.origin(),
                PolicyProblem.Severity.ERROR,
                "listener \"" + policy.name() + "\" cannot be opened on " + place(policy) + ": "
                        + impossible.getMessage(),
                "choose an address of this machine and a port that nobody has");
    }

    /** Closes what was opened and opens again what was closed for it. */
    private void undo(List<Open> before, List<Open> gone, List<Open> fresh, Opening how) {
        fresh.forEach(each -> leave(List.of(each.listener()), Duration.ZERO));
        var after = new ArrayList<Open>();
        for (Open each : before) {
            if (!gone.contains(each) || !each.listener().isPortClosed()) {
                after.add(each);
                continue;
            }
            leave(List.of(each.listener()), Duration.ZERO);
            try {
                after.add(new Open(each.policy(), how.open(each.policy())));
            } catch (IOException lost) {
                log.error(
                        "listener {} was closed and cannot be opened again",
                        each.policy().name(),
                        lost);
            }
        }
        become(after);
    }

    private void become(List<Open> after) {
        lock.lock();
        try {
            open = List.copyOf(after);
        } finally {
            lock.unlock();
        }
    }

    /** Lets the sessions of {@code gone} end within {@code limit}, each listener on a thread of its own. */
    void leave(List<Listener> gone, Duration limit) {
        for (Listener listener : gone) {
            remember(listener, true);
            listener.closePort();
            world.threads().startVirtual("close listener", () -> {
                try {
                    listener.stop(limit);
                } catch (InterruptedException hurried) {
                    Thread.currentThread().interrupt();
                } finally {
                    remember(listener, false);
                }
            });
        }
    }

    private void remember(Listener listener, boolean leaves) {
        lock.lock();
        try {
            var now = new ArrayList<Listener>(leaving);
            now.remove(listener);
            if (leaves) {
                now.add(listener);
            }
            leaving = List.copyOf(now);
        } finally {
            lock.unlock();
        }
    }

    private List<Open> opened() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isSamePort(ListenerPolicy one, ListenerPolicy other) {
        return one.name().equals(other.name())
                && one.address().equals(other.address())
                && one.port() == other.port()
                && one.tls() == other.tls()
                && one.certificate().equals(other.certificate())
                && one.privateKey().equals(other.privateKey())
                && one.maxConnections() == other.maxConnections();
    }

    /** Where it listens, in the order of the policy. */
    List<InetSocketAddress> addresses() {
        return opened().stream().map(each -> each.listener().address()).toList();
    }

    /** All that have sessions, those that are leaving too. */
    List<Listener> all() {
        lock.lock();
        try {
            var all = new ArrayList<Listener>(listeners(open));
            all.addAll(leaving);
            return all;
        } finally {
            lock.unlock();
        }
    }

    int sessions() {
        return all().stream().mapToInt(Listener::sessions).sum();
    }

    /** Tells all idle sessions to go at once, and the others by {@code until}. */
    void stop(Instant until) throws InterruptedException {
        List<Listener> all = all();
        all.forEach(Listener::beginStop);
        for (Listener listener : all) {
            Duration left = Duration.between(world.time().now(), until);
            listener.stop(left.isNegative() ? Duration.ZERO : left);
        }
    }
}
