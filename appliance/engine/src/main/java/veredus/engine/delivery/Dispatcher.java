package veredus.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Recipient;
import veredus.engine.outcome.FailurePolicy;
import veredus.engine.outcome.Fault;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Result;
import veredus.engine.queue.InsertReason;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.settlement.Settlement;
import veredus.engine.shaping.PathGate;
import veredus.mail.smtp.Phase;
import veredus.world.Bell;
import veredus.world.Time;

/**
 * Owns one outbound connection of an egress path from its opening to its end: takes deliveries from the path's ready
 * queue, has the conversation, and hands on what was said. One virtual thread each; the permits for the connection were
 * taken before it starts and are given back when it ends.
 */
final class Dispatcher implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final ReadyQueue ready;
    private final Dispatchers dispatchers;
    private final Settlement settlement;
    private final Time time;
    private final Bell bell;
    private @Nullable Delivery ahead;
    private @Nullable String fault;

    Dispatcher(ReadyQueue ready, Dispatchers dispatchers, Settlement settlement, Time time) {
        this.ready = ready;
        this.dispatchers = dispatchers;
        this.settlement = settlement;
        this.time = time;
        this.bell = time.bell();
    }

    @Override
    public void run() {
        Opened.@Nullable Failed failed = null;
        boolean noSource = false;
        try {
            Optional<Destination> destination = dispatchers.destination(ready);
            if (destination.isEmpty()) {
                noSource = true;
            } else {
                switch (dispatchers.connecting().open(destination.get(), Transcript.OFF)) {
                    case Opened.Open(var session) -> converse(session, destination.get());
                    case Opened.Failed none -> failed = none;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            fault = "bug: " + bug;
            log.error("path {}: dispatcher broke", ready.path(), bug);
        } finally {
            putBackAhead();
            ready.dispatcherEnded();
        }
        if (noSource) {
            // By now another vMTA of the pool may be chosen; it is no failure of the site.
            ready.drain().forEach(delivery -> dispatchers.giveBack(delivery, delivery.due(), InsertReason.NO_SOURCE));
        } else if (failed != null && failed.isProxys()) {
            // The proxy rests by now: each goes by another vMTA of its pool, or waits for it.
            log.info("path {}: not tried: {}", ready.path(), failed.outcome().words());
            ready.drain().forEach(delivery -> dispatchers.giveBack(delivery, delivery.due(), InsertReason.PROXY_DOWN));
        } else if (failed != null) {
            couldNotOpen(failed);
        } else if (fault != null) {
            brokeOff(fault);
        }
        ready.openMore();
    }

    private void converse(OutboundSession session, Destination destination) throws InterruptedException {
        try {
            while (session.usable() && dispatchers.isRunning() && !ready.gate().hasTooMany()) {
                Delivery delivery = next(session, destination.limits().idleLimit());
                if (delivery == null || !mayGo(delivery)) {
                    break;
                }
                deliver(session, delivery);
                if (ready.size() > 0) {
                    ready.openMore();
                }
            }
        } finally {
            putBackAhead();
            session.quit();
        }
    }

    private @Nullable Delivery next(OutboundSession session, Duration idleLimit) throws InterruptedException {
        Delivery announced = ahead;
        if (announced != null) {
            ahead = null;
            return announced;
        }
        Optional<Delivery> waiting = ready.poll();
        if (waiting.isPresent()) {
            return waiting.get();
        }
        Delivery late = ready.poll(idleLimit, bell).orElse(null);
        if (late != null && !session.idleCheck()) {
            ready.putBack(late);
            return null;
        }
        return late;
    }

    /** Waits for the message's place in the path's rate, unless that is too far off to hold the connection for. */
    private boolean mayGo(Delivery delivery) throws InterruptedException {
        long wait = ready.gate().reserveMessage();
        if (wait > PathGate.HOLD_FOR_RATE.toNanos()) {
            ready.putBack(delivery);
            return false;
        }
        if (wait > 0) {
            try {
                time.sleep(Duration.ofNanos(wait));
            } catch (InterruptedException stopped) {
                ready.putBack(delivery);
                throw stopped;
            }
        }
        return true;
    }

    private void deliver(OutboundSession session, Delivery delivery) {
        Instant started = time.now();
        long from = time.nanos();
        // A message that must wait for its place in the rate is not announced before it may go.
        boolean announce = ready.gate().limits().messageRate().isEmpty();
        List<Result> results;
        try {
            results = session.deliver(delivery, announce ? this::announce : Optional::empty);
            if (session.unheard()) {
                ready.putBack(delivery);
                return;
            }
            if (results.size() < delivery.pending().size()) {
                results = withTheRest(session, delivery, results);
            }
            judge(results.getLast(), time.nanos() - from);
        } catch (RuntimeException bug) {
            // What was said is not known. Kept here, it would be nobody's until the next start.
            log.error(
                    "path {}: message {} broke its session",
                    ready.path(),
                    delivery.message().id(),
                    bug);
            session.close();
            results = all(delivery, new Outcome.NotTried(Outcome.Reason.SPOOL, "4.3.0 the session broke: " + bug));
        }
        ready.landed(delivery);
        settlement.attempted(delivery, session.facts(delivery, started), results);
    }

    /** What the path learns: only the last word counts, since after it the connection goes on or is over. */
    private void judge(Result last, long nanos) {
        switch (last.outcome()) {
            case Outcome.NotTried untold -> {}
            case Outcome.Accepted accepted -> served(nanos);
            case Outcome.Refused refused -> judgeFailure(last, nanos);
            case Outcome.Lost lost -> judgeFailure(last, nanos);
        }
    }

    private void judgeFailure(Result last, long nanos) {
        if (FailurePolicy.fault(last.outcome()).filter(Fault.SITE::equals).isPresent()) {
            fault = last.outcome().words();
        } else {
            served(nanos);
        }
    }

    private void served(long nanos) {
        fault = null;
        ready.gate().served(nanos);
    }

    private static List<Result> all(Delivery delivery, Outcome outcome) {
        return delivery.pending().stream()
                .map(recipient -> new Result(recipient, outcome))
                .toList();
    }

    /** More recipients than one transaction takes: the others follow in transactions of their own. */
    static List<Result> withTheRest(OutboundSession session, Delivery delivery, List<Result> first) {
        var results = new ArrayList<Result>(first);
        var tried = new HashSet<Recipient>();
        first.forEach(result -> tried.add(result.recipient()));
        while (tried.size() < delivery.pending().size()) {
            var left = new ArrayList<Recipient>(delivery.pending());
            left.removeAll(tried);
            List<Result> more;
            if (session.usable()) {
                more = session.deliver(delivery.with(left), Optional::empty);
            } else {
                Outcome ended = new Outcome.Lost(Phase.MAIL, "the connection ended before this recipient's turn");
                more = left.stream()
                        .map(recipient -> new Result(recipient, ended))
                        .toList();
            }
            more.forEach(result -> tried.add(result.recipient()));
            results.addAll(more);
        }
        return results;
    }

    /** The delivery that will follow, so that its commands can go along with the body before it. */
    private Optional<Delivery> announce() {
        Optional<Delivery> following = dispatchers.isRunning() ? ready.poll() : Optional.empty();
        ahead = following.orElse(null);
        return following;
    }

    private void putBackAhead() {
        Delivery announced = ahead;
        if (announced != null) {
            ahead = null;
            ready.putBack(announced);
        }
    }

    /** Nothing could be opened: unless other connections work, all that waits has been tried in vain. */
    private void couldNotOpen(Opened.Failed failed) {
        String why = failed.outcome().words();
        Optional<Instant> resting = ready.gate().failed(why);
        if (resting.isEmpty()) {
            log.info("path {}: one more connection is not to be had: {}", ready.path(), why);
            return;
        }
        log.info("path {}: rests until {}: {}", ready.path(), resting.get(), why);
        Instant now = time.now();
        List<Delivery> waited = ready.drain();
        settlement.unusable(failed.peer().attempt(now), failed.outcome());
        for (Delivery delivery : waited) {
            settlement.attempted(delivery, failed.peer().attempt(delivery, now), all(delivery, failed.outcome()));
        }
    }

    /** The connection ended at the site's fault: unless others are open, what waits is not tried for a while. */
    private void brokeOff(String why) {
        ready.gate().failed(why).ifPresent(until -> {
            log.info("path {}: rests until {}: {}", ready.path(), until, why);
            ready.drain().forEach(delivery -> dispatchers.giveBack(delivery, until, InsertReason.PATH_BACKOFF));
        });
    }
}
