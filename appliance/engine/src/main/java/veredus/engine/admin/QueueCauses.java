package veredus.engine.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueCause.Kind;
import veredus.api.admin.QueueView;
import veredus.api.policy.LimitRule;
import veredus.api.policy.LimitRules;
import veredus.api.policy.Origin;
import veredus.api.policy.PathRules;
import veredus.api.policy.Written;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.Resolution;
import veredus.engine.queue.InsertReason;
import veredus.engine.queue.QueueLimit;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.queue.SharedLimits;
import veredus.engine.shaping.PathState;
import veredus.engine.shaping.SharedLimit;
import veredus.engine.spool.SpoolException;

/** Says why a queue does not move faster, the strongest cause first. Made for one answer. */
final class QueueCauses {
    private static final Origin NO_SETTING = new Origin("", 0, 0);

    private final AdminRooms rooms;
    private final ScheduledQueue queue;
    private final QueueView view;
    private final Caller caller;
    private final Optional<StandingOrders.Order> pause;
    private final Optional<StandingOrders.Order> backoff;
    private final Instant now;
    private final List<QueueCause> causes = new ArrayList<>();

    QueueCauses(
            AdminRooms rooms, ScheduledQueue queue, QueueView view, OperatorOrders orders, Caller caller, Instant now) {
        this.rooms = rooms;
        this.queue = queue;
        this.view = view;
        this.caller = caller;
        this.pause = orders.pauses().of(queue.name());
        this.backoff = orders.backoffs().of(queue.name());
        this.now = now;
    }

    /** At least one: where nothing holds it up, that. */
    List<QueueCause> list() {
        pauseHolds();
        settlementHolds();
        spoolHolds();
        noRoute();
        proxiesHold();
        queue.fed().forEach(this::pathHolds);
        backoffHolds();
        queue.limits().forEach(this::limitHolds);
        engineHolds();
        resting();
        routeGone();
        if (causes.stream().allMatch(cause -> cause.cause() == Kind.ROUTE_GONE)) {
            String evidence =
                    view.deliveries() == 0 ? "it is empty" : "nothing holds it up: what is ready is being sent";
            add(Kind.MOVING, Optional.empty(), evidence, NO_SETTING, "nothing to do");
        }
        return causes.stream().sorted(Comparator.comparing(QueueCause::cause)).toList();
    }

    private void add(Kind kind, Optional<Instant> until, String evidence, Origin setting, String remedy) {
        add(kind, Optional.empty(), until, evidence, setting, remedy);
    }

    private void add(
            Kind kind,
            Optional<Instant> since,
            Optional<Instant> until,
            String evidence,
            Origin setting,
            String remedy) {
        causes.add(new QueueCause(
                kind, queue.name().toString(), since, until, evidence, setting.file(), setting.line(), remedy));
    }

    private void pauseHolds() {
        if (queue.name().isWithheld()) {
            String order = queue.name().order().orElse("");
            add(
                    Kind.WITHHELD,
                    Optional.empty(),
                    "withheld by the order " + order + ", which can be undone",
                    NO_SETTING,
                    "veredus queue undo " + order);
            return;
        }
        if (!queue.isPaused()) {
            return;
        }
        String evidence = "paused" + pause.map(QueueCauses::said).orElse("");
        add(
                Kind.PAUSED,
                pause.map(StandingOrders.Order::since),
                pause.flatMap(StandingOrders.Order::until),
                evidence,
                NO_SETTING,
                "veredus queue resume " + queue.name());
    }

    private static String said(StandingOrders.Order order) {
        return " by " + order.by() + " at " + order.since() + ": " + order.reason()
                + order.until().map(until -> " (until " + until + ")").orElse("");
    }

    private void backoffHolds() {
        if (!queue.isSlowed()) {
            return;
        }
        Optional<QueueLimit> held = queue.limits().stream()
                .filter(limit -> SharedLimits.isOfBackoff(limit.limit().match()))
                .findFirst();
        String use = held.map(limit -> "; of what goes so over one path " + use(limit.limit())
                        + (limit.waits() ? ", and " + limit.waiting() + " queues take turns" : ""))
                .orElse("");
        add(
                Kind.BACKOFF_MODE,
                backoff.map(StandingOrders.Order::since),
                backoff.flatMap(StandingOrders.Order::until),
                "in backoff mode" + backoff.map(QueueCauses::said).orElse("") + use,
                queue.fed().stream()
                        .findFirst()
                        .map(ready -> limit(ready, "backoff-connections"))
                        .orElse(NO_SETTING),
                "veredus queue normal " + queue.name() + ", or raise backoff-connections and backoff-rate");
    }

    private void settlementHolds() {
        rooms.settlement()
                .problem()
                .ifPresent(problem -> add(
                        Kind.RESULTS_NOT_WRITTEN,
                        Optional.empty(),
                        "results cannot be written: " + problem,
                        NO_SETTING,
                        "make room on the disk or mend it; it goes on by itself"));
    }

    private void spoolHolds() {
        Optional<SpoolException> failure = rooms.spool().rebuildFailure();
        if (failure.isPresent()) {
            add(
                    Kind.RECOVERING,
                    Optional.of(rooms.started()),
                    Optional.empty(),
                    "what the last run has left could not be read, and lies in the spool: "
                            + failure.get().getMessage(),
                    NO_SETTING,
                    "mend the disk, look with veredus spool check, and start the engine again; new mail goes its way");
        } else if (!rooms.spool().rebuilt()) {
            long percent = Math.round(rooms.spool().rebuildProgress() * 100);
            add(
                    Kind.RECOVERING,
                    Optional.of(rooms.started()),
                    Optional.empty(),
                    "what the last run has left is still being read: " + percent + " % of the log",
                    NO_SETTING,
                    "wait; new mail goes its way meanwhile");
        }
    }

    private void noRoute() {
        if (queue.resolution().orElse(null) instanceof Resolution.Nowhere(var outcome, var validUntil)) {
            add(
                    Kind.NO_ROUTE,
                    Optional.of(validUntil),
                    "its domain leads nowhere: " + outcome.detail(),
                    NO_SETTING,
                    "ask with veredus config explain " + view.domain() + "; a route in routes.toml can lead elsewhere");
        } else if (queue.unresolved() > 0) {
            add(
                    Kind.RESOLVING,
                    Optional.empty(),
                    "its domain is being resolved",
                    NO_SETTING,
                    "wait; when it lasts, look at the servers of dns.toml");
        }
    }

    private void routeGone() {
        String route = queue.name().route();
        if (!route.isEmpty() && !rooms.policy().get().hasRoute(route)) {
            add(
                    Kind.ROUTE_GONE,
                    Optional.empty(),
                    "its mail was given to the route " + route + ", which the policy has no more: it goes as mail for "
                            + view.domain() + " without a route",
                    NO_SETTING,
                    "add the route again, or nothing: veredus queue move " + queue.name() + " --to-route NAME gives it"
                            + " another one");
        }
    }

    private void proxiesHold() {
        rooms.policy().get().vmtas().stream()
                .filter(vmta -> isOfPool(vmta.name()))
                .forEach(vmta -> rooms.proxies()
                        .rest(vmta)
                        .ifPresent(rest -> add(
                                Kind.PROXY_RESTS,
                                Optional.of(rest.until()),
                                "vMTA " + vmta.name() + " sends nothing: " + rest,
                                new Origin("proxies.toml", 0, 0),
                                "see to the proxy; it is tried again by itself")));
    }

    private boolean isOfPool(String vmta) {
        String pool = queue.name().pool();
        return rooms.policy().get().pools().stream()
                .filter(one -> one.name().equals(pool))
                .findFirst()
                .map(one ->
                        one.members().stream().anyMatch(member -> member.vmta().equals(vmta)))
                .orElse(vmta.equals(pool));
    }

    private void pathHolds(ReadyQueue ready) {
        String path =
                "path " + ready.path().vmta() + " to " + ready.path().site().name();
        if (ready.gate().state() instanceof PathState.Backoff(var until, var failures, var cause)) {
            add(
                    Kind.BACKOFF,
                    Optional.of(until),
                    path + " rests until " + until + " after " + failures + " failures in a row: " + cause,
                    NO_SETTING,
                    "wait, or see for yourself with veredus trace postmaster@" + view.domain());
            return;
        }
        if (ready.size(queue.name()) == 0) {
            return;
        }
        int most = ready.gate().limits().maxConnections();
        if (ready.gate().open() >= most) {
            add(
                    Kind.CONNECTIONS_IN_USE,
                    Optional.empty(),
                    path + " has all " + most + " connections open that its limits allow",
                    limit(ready, "max-connections"),
                    "raise max-connections for it, if the site bears more");
        }
        Duration wait = Duration.ofNanos(ready.gate().rateWaitNanos());
        if (wait.isPositive()) {
            boolean messages = ready.gate().limits().messageRate().isPresent();
            String key = messages ? "message-rate" : "connect-rate";
            add(
                    Kind.RATE_LIMIT,
                    Optional.of(now.plus(wait)),
                    path + " waits " + wait.toMillis() + " ms for its rate limit",
                    limit(ready, key),
                    "raise " + key + " for it, if the site bears more");
        }
    }

    private void limitHolds(QueueLimit held) {
        SharedLimit.View limit = held.limit();
        boolean holds = held.waits() || limit.room() == 0 && view.due() > 0;
        if (!holds || SharedLimits.isOfBackoff(limit.match())) {
            return;
        }
        LimitRules.Match match = caller.tenant().map(limit.match()::seenBy).orElse(limit.match());
        LimitRule rule = match.rule();
        Optional<Integer> most = reached(limit);
        String key = most.isPresent() ? "max-connections" : "message-rate";
        Optional<Instant> until = limit.waitNanos() > 0 && most.isEmpty()
                ? Optional.of(now.plusNanos(limit.waitNanos()))
                : Optional.empty();
        add(
                Kind.LIMIT,
                until,
                "limit " + rule.title() + " has no room: " + use(limit) + ", counted together for " + match.counted()
                        + "; " + held.waiting() + " queues take turns",
                rule.at(key),
                "wait for its turn, or raise " + key + " there");
    }

    /** The connections that a limit allows, where all of them are in use. */
    private static Optional<Integer> reached(SharedLimit.View limit) {
        return limit.match().rule().maxConnections().filter(connections -> limit.used() >= connections);
    }

    private static String use(SharedLimit.View limit) {
        LimitRule rule = limit.match().rule();
        if (reached(limit).isPresent()) {
            return limit.used() + " of " + reached(limit).get() + " are on their way";
        }
        return limit.room() == 0
                ? "its " + Written.of(rule, "message-rate") + " are used up"
                : limit.used() + " are on their way";
    }

    /** Where the limit of that name was set. */
    private Origin limit(ReadyQueue ready, String key) {
        List<String> exchangers =
                ready.hosts().exchangers().stream().map(MailExchanger::host).toList();
        return rooms
                .policy()
                .explain(queue.name().domain(), exchangers, ready.path().vmta())
                .stream()
                .filter(explained -> explained.key().equals(key))
                .map(PathRules.Explained::origin)
                .findFirst()
                .orElse(NO_SETTING);
    }

    private void engineHolds() {
        if (rooms.readyQueues().connectionsAreShort()) {
            add(
                    Kind.ENGINE_CONNECTIONS,
                    Optional.empty(),
                    rooms.readyQueues().openConnections() + " connections are open of the "
                            + rooms.policy().get().server().maxOutboundConnections()
                            + " that server.max-outbound-connections allows; any left are kept for sites that serve",
                    new Origin("server.toml", 0, 0),
                    "raise max-outbound-connections, and the files that the process may have open");
        }
    }

    private void resting() {
        boolean told =
                causes.stream().anyMatch(cause -> cause.cause() == Kind.LIMIT || cause.cause() == Kind.BACKOFF_MODE);
        if (view.due() > 0 && !queue.isPaused() && !told) {
            add(
                    Kind.NO_ROOM,
                    Optional.empty(),
                    view.due() + " deliveries are due and wait for room in the ready queue (" + queue.lastReason()
                            + ")",
                    NO_SETTING,
                    "what else holds this queue up is the cause; max-ready bounds what waits in memory");
        }
        Optional<Instant> next = view.earliestDue().filter(due -> due.isAfter(now));
        if (next.isEmpty()) {
            return;
        }
        String words = next.get() + " (" + queue.lastReason() + ")"
                + (queue.lastStatus().isEmpty() ? "" : ": " + queue.lastStatus());
        if (queue.lastReason() == InsertReason.NO_SOURCE) {
            add(
                    Kind.NO_SOURCE,
                    next,
                    "no vMTA of " + view.pool() + " can be used; it looks again at " + words,
                    NO_SETTING,
                    "veredus vmta list shows which are disabled, by whom and why");
        } else {
            add(
                    Kind.NEXT_RETRY,
                    next,
                    "what rests waits for its next attempt, the first at " + words,
                    retrySetting(),
                    "wait, or veredus queue retry " + queue.name());
        }
    }

    private Origin retrySetting() {
        return queue.lastReason() == InsertReason.DEFERRED ? new Origin("retry.toml", 0, 0) : NO_SETTING;
    }
}
