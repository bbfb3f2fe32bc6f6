package veredus.engine.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.LimitRule;
import veredus.api.policy.LimitRules;
import veredus.api.policy.Origin;
import veredus.api.policy.PathLimits;
import veredus.engine.egress.EgressPath;
import veredus.engine.shaping.SharedLimit;
import veredus.world.Threads;
import veredus.world.Time;
import veredus.world.World;

/**
 * The limits that queues and paths share: the rules, and a count for each rule and the values that it tells apart. A count
 * is made when it is first needed, and forgotten when there are many and nobody uses it. Safe for many threads.
 */
public final class SharedLimits {
    /** Counts; more values than that share one count of their rule. */
    static final int MOST_COUNTS = 100_000;

    /** Counts that nobody uses are looked for no more often. */
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(SharedLimits.class);

    /** Stands for the values that are too many. */
    private static final String OTHERS = "(others)";

    /** The id of the counts that backoff mode has for each path; no rule's id is so. */
    private static final String BACKOFF = "backoff mode";

    private final Time time;
    private final Threads threads;
    private final Alarms<LimitLine> alarms;
    private final int most;
    private final ConcurrentHashMap<Key, LimitLine> byKey = new ConcurrentHashMap<>();
    private final AtomicLong sweptNanos;
    private volatile LimitRules rules = LimitRules.NONE;

    private record Key(String id, List<String> values) {}

    /**
     * A count as it stands.
     *
     * @param waiting queues that stand in its line
     */
    public record Count(SharedLimit.View limit, int waiting) {}

    SharedLimits(World world) {
        this(world.time(), world.threads(), MOST_COUNTS);
    }

    SharedLimits(Time time, Threads threads, int most) {
        this.time = time;
        this.threads = threads;
        this.most = most;
        this.alarms = new Alarms<>(time);
        this.sweptNanos = new AtomicLong(time.nanos() - SWEEP_EVERY.toNanos());
    }

    void start() {
        threads.startVirtual("limits", () -> alarms.turn(due -> due.forEach(LimitLine::giveTurns)));
    }

    void stop() {
        alarms.stop();
    }

    /** Whether there are none, as mostly. */
    boolean isNone() {
        return rules.isEmpty();
    }

    LimitRules rules() {
        return rules;
    }

    /** Takes changed rules over: what is on the way stays counted, and who waits gets the room that there is now. */
    public void rules(LimitRules changed) {
        rules = changed;
        byKey.forEach((key, line) -> {
            if (key.id().equals(BACKOFF)) {
                return;
            }
            Optional<LimitRule> rule = changed.find(key.id());
            if (rule.isPresent()) {
                line.limit().limit(new LimitRules.Match(rule.get(), key.id(), key.values()));
            } else {
                byKey.remove(key, line);
                line.limit().lift();
            }
            line.giveTurns();
        });
    }

    /** The counts for such mail, in the order of the rules. */
    List<LimitLine> of(LimitRules by, LimitRules.Mail mail) {
        var lines = new ArrayList<LimitLine>();
        for (LimitRules.Match match : by.matching(mail)) {
            lines.add(line(match));
        }
        return List.copyOf(lines);
    }

    /** The count of the mail that goes over {@code path} in backoff mode, of all queues together. */
    LimitLine ofBackoff(EgressPath path, PathLimits limits) {
        var rule = new LimitRule(
                Optional.of(BACKOFF),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(LimitRule.Each.VMTA, LimitRule.Each.SITE),
                limits.backoffRate(),
                Optional.of(limits.backoffConnections()),
                Map.of(),
                Origin.BUILT_IN);
        return line(new LimitRules.Match(
                rule, BACKOFF, List.of(path.vmta(), path.site().name())));
    }

    /** Whether a count is that of a path's mail in backoff mode, and of no rule. */
    public static boolean isOfBackoff(LimitRules.Match match) {
        return match.id().equals(BACKOFF);
    }

    private LimitLine line(LimitRules.Match match) {
        LimitLine known = byKey.get(new Key(match.id(), match.values()));
        LimitLine line = known == null ? make(match) : known;
        if (line.limit().match().rule() != match.rule()) {
            line.limit()
                    .limit(new LimitRules.Match(
                            match.rule(), match.id(), line.limit().match().values()));
        }
        return line;
    }

    private LimitLine make(LimitRules.Match match) {
        if (byKey.size() >= most) {
            sweep();
        }
        boolean many = byKey.size() >= most && !match.values().isEmpty();
        var counted = many
                ? new LimitRules.Match(
                        match.rule(),
                        match.id(),
                        match.values().stream().map(value -> OTHERS).toList())
                : match;
        return byKey.computeIfAbsent(
                new Key(counted.id(), counted.values()), absent -> new LimitLine(new SharedLimit(counted, time), this));
    }

    private void sweep() {
        long now = time.nanos();
        long last = sweptNanos.get();
        if (now - last >= SWEEP_EVERY.toNanos() && sweptNanos.compareAndSet(last, now)) {
            byKey.values().removeIf(LimitLine::forget);
        }
    }

    /** All counts that there are, in no order. */
    public List<Count> counts() {
        return byKey.values().stream()
                .map(line -> new Count(line.limit().view(), line.waiting()))
                .toList();
    }

    void wake(TimerWheel.Timer<LimitLine> timer, long afterNanos) {
        alarms.set(timer, time.now().plusNanos(afterNanos));
    }

    Threads threads() {
        return threads;
    }

    Logger log() {
        return log;
    }
}
