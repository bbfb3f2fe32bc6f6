package veredus.engine.queue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.PathLimits;
import veredus.engine.egress.EgressPath;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.shaping.ConnectionBudget;
import veredus.engine.shaping.PathGate;
import veredus.mail.address.Domain;
import veredus.world.World;

/** The ready queue of each egress path, made when first needed and let go when idle. Safe for many threads. */
public final class ReadyQueues {
    private static final Logger log = LoggerFactory.getLogger(ReadyQueues.class);

    private final ReadyQueue.Shared shared;
    private final ConcurrentHashMap<EgressPath, ReadyQueue> byPath = new ConcurrentHashMap<>();
    private volatile Limits limits;
    private volatile boolean closed;

    /** The limits that policy sets for a path. */
    public interface Limits {
        PathLimits of(Domain domain, List<String> exchangers, String vmta);
    }

    /**
     * Ready queues that hold at most {@code activeBound} deliveries between them.
     *
     * @param dispatcherStarter starts one dispatcher for a path that has taken its permits
     */
    public ReadyQueues(
            World world,
            Limits limits,
            int activeBound,
            ConnectionBudget connections,
            Consumer<ReadyQueue> dispatcherStarter) {
        this.limits = limits;
        this.shared = new ReadyQueue.Shared(
                world, new ActiveBudget(activeBound), connections, new Alarms<>(world.time()), dispatcherStarter);
    }

    /** Starts looking after the paths that wait for connections. */
    void start() {
        shared.world()
                .threads()
                .startVirtual("openings", () -> shared.openings().turn(ReadyQueues::look));
    }

    private static void look(List<Opening> due) {
        for (Opening opening : due) {
            try {
                opening.look();
            } catch (RuntimeException bug) {
                // Its next delivery looks again.
                log.error("a path's connections cannot be opened", bug);
            }
        }
    }

    ReadyQueue of(String vmta, Resolution.Hosts hosts, Domain domain) {
        var path = new EgressPath(vmta, hosts.site());
        ReadyQueue ready = byPath.get(path);
        if (ready == null) {
            ready = byPath.computeIfAbsent(path, absent -> open(absent, hosts, domain));
        }
        ready.hosts(hosts);
        return ready;
    }

    private ReadyQueue open(EgressPath path, Resolution.Hosts hosts, Domain domain) {
        PathLimits found = limits.of(domain, exchangers(hosts), path.vmta());
        var gate = new PathGate(found, shared.world().time());
        var ready = new ReadyQueue(path, domain, hosts, gate, shared);
        if (closed) {
            ready.close();
        }
        return ready;
    }

    private static List<String> exchangers(Resolution.Hosts hosts) {
        return hosts.exchangers().stream().map(MailExchanger::host).toList();
    }

    /** Takes changed limits over, on every path at once. */
    public void limits(Limits changed) {
        limits = changed;
        for (ReadyQueue ready : byPath.values()) {
            // A domain with rules of its own is a site of its own, so one domain stands for all of the path.
            ready.gate()
                    .limit(changed.of(
                            ready.domain(),
                            exchangers(ready.hosts()),
                            ready.path().vmta()));
            ready.openMore();
        }
    }

    /** Closes them all, also those to come; answers what waited in them. */
    List<Delivery> close() {
        closed = true;
        shared.openings().stop();
        var waited = new ArrayList<Delivery>();
        byPath.values().forEach(ready -> waited.addAll(ready.close()));
        return waited;
    }

    /** Takes out everything that waits, of all paths. */
    List<Delivery> drain() {
        var waited = new ArrayList<Delivery>();
        byPath.values().forEach(ready -> waited.addAll(ready.drain()));
        return waited;
    }

    /** Lets go of paths where nothing waits, flies, is connected or must be remembered; answers them. */
    Set<ReadyQueue> reap() {
        var idle = new LinkedHashSet<ReadyQueue>();
        for (ReadyQueue ready : byPath.values()) {
            if (ready.retire() && byPath.remove(ready.path(), ready)) {
                idle.add(ready);
            }
        }
        return idle;
    }

    public List<ReadyQueue> all() {
        return List.copyOf(byPath.values());
    }

    public int openConnections() {
        return shared.connections().open();
    }

    /** Whether so many are open that a site which does not serve gets no more of them. */
    public boolean connectionsAreShort() {
        return shared.connections().isShort();
    }

    /** Deliveries that wait in memory. */
    public int activeDeliveries() {
        return shared.active().used();
    }
}
