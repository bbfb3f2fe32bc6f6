package veredus.engine.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.LimitRules;
import veredus.engine.egress.EgressPath;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.QueueName;
import veredus.engine.shaping.SharedLimit.Taken;

/**
 * Offers the deliveries of one queue to ready queues when shared limits may count them: each takes a place in every limit
 * that does, or in none, and stands in the line of the first that has no room. Which limits count the queue's mail on a
 * path is worked out once, until policy or the path's hosts change. Safe for many threads.
 */
final class Limiting {
    /** Deliveries that are taken from rest at once where limits count them. */
    static final int BATCH = LimitLine.TURN;

    /**
     * Deliveries of one tenant that wait on one path with their places taken. Where connections are counted, at most a
     * quarter of them, so that a slow path does not take all.
     */
    static final int AHEAD = 10;

    private static final int SHARE_AHEAD = 4;

    /** Counts may be forgotten while one looks; then it looks again. */
    private static final int LOOKS = 3;

    private final ScheduledQueue queue;
    private final SharedLimits limits;
    private final ConcurrentHashMap<EgressPath, Counting> byPath = new ConcurrentHashMap<>();

    /** The limits that count the queue's mail on one path, as long as rules, hosts and mode are these. */
    private record Counting(
            LimitRules rules, Resolution.Hosts hosts, boolean slowed, List<LimitLine> lines, int ahead) {
        boolean isBy(LimitRules current, boolean slowedNow) {
            return rules == current && slowed == slowedNow;
        }
    }

    Limiting(ScheduledQueue queue, SharedLimits limits) {
        this.queue = queue;
        this.limits = limits;
    }

    /** Offers it, with its places; without room in a limit the queue stands in its line. */
    ReadyQueue.Offer offer(ReadyQueue ready, Resolution.Hosts hosts, Delivery delivery, Instant now) {
        Feeder feeder = queue.feeder();
        for (int look = 0; look < LOOKS; look++) {
            Counting counting = counting(ready, hosts);
            if (counting.lines().isEmpty()) {
                return ready.offer(delivery, feeder, now);
            }
            if (!ready.hasRoomAhead(queue.name().tenant(), counting.ahead(), feeder)) {
                return ReadyQueue.FULL;
            }
            LimitLine without = take(counting.lines(), feeder);
            if (without == null) {
                return offer(ready, delivery, now, counting.lines());
            }
            if (!without.limit().isForgotten()) {
                without.remember(feeder);
                return ReadyQueue.LIMITED;
            }
            byPath.remove(ready.path(), counting);
        }
        return ReadyQueue.FULL;
    }

    private ReadyQueue.Offer offer(ReadyQueue ready, Delivery delivery, Instant now, List<LimitLine> places) {
        ReadyQueue.Offer offer = ready.offer(delivery, queue.feeder(), now, places);
        if (!(offer instanceof ReadyQueue.Offer.Taken)) {
            places.forEach(LimitLine::giveBackUnused);
        }
        return offer;
    }

    private Counting counting(ReadyQueue ready, Resolution.Hosts hosts) {
        EgressPath path = ready.path();
        Counting known = byPath.get(path);
        LimitRules rules = limits.rules();
        boolean slowed = queue.isSlowed();
        if (known != null && known.isBy(rules, slowed) && known.hosts().equals(hosts)) {
            return known;
        }
        var lines = new ArrayList<LimitLine>(limits.of(rules, mail(path, hosts)));
        if (slowed) {
            lines.add(limits.ofBackoff(path, ready.gate().limits()));
        }
        var counting = new Counting(rules, hosts, slowed, List.copyOf(lines), ahead(lines));
        byPath.put(path, counting);
        return counting;
    }

    private LimitRules.Mail mail(EgressPath path, Resolution.Hosts hosts) {
        QueueName name = queue.name();
        return new LimitRules.Mail(
                name.tenant(),
                name.campaign(),
                name.domain().name(),
                name.usedPool(),
                name.route(),
                path.vmta(),
                path.site().name(),
                hosts.exchangers().stream().map(MailExchanger::host).toList());
    }

    private static int ahead(List<LimitLine> lines) {
        int ahead = AHEAD;
        for (LimitLine line : lines) {
            Optional<Integer> most = line.limit().match().rule().maxConnections();
            if (most.isPresent()) {
                ahead = Math.min(ahead, Math.max(1, most.get() / SHARE_AHEAD));
            }
        }
        return ahead;
    }

    /** Takes a place in all of them, or in none and answers the first that has no room. */
    private static @Nullable LimitLine take(List<LimitLine> lines, Feeder feeder) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).take(feeder) != Taken.YES) {
                lines.subList(0, i).forEach(LimitLine::giveBackUnused);
                return lines.get(i);
            }
        }
        return null;
    }

    /** Whether a limit counted its mail when it was last looked at. */
    boolean isLimited() {
        LimitRules rules = limits.rules();
        boolean slowed = queue.isSlowed();
        return (slowed || !rules.isEmpty())
                && byPath.values().stream()
                        .anyMatch(counting -> counting.isBy(rules, slowed)
                                && !counting.lines().isEmpty());
    }

    /** The limits that count its mail, each once. */
    List<QueueLimit> views() {
        LimitRules rules = limits.rules();
        boolean slowed = queue.isSlowed();
        var lines = new LinkedHashSet<LimitLine>();
        byPath.values().stream()
                .filter(counting -> counting.isBy(rules, slowed))
                .forEach(counting -> lines.addAll(counting.lines()));
        return lines.stream()
                .map(line -> new QueueLimit(line.limit().view(), line.waiting(), line.isWaiting(queue.feeder())))
                .toList();
    }

    /** Looks at its own paths, which are few, and not at all that are gone. */
    void forget(Set<EgressPath> gone) {
        byPath.keySet().removeIf(gone::contains);
    }
}
