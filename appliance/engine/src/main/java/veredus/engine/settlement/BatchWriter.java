package veredus.engine.settlement;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.accounting.AccountingRecord;
import veredus.engine.bounce.Notice;
import veredus.engine.bounce.NoticeKind;
import veredus.engine.bounce.RecipientReport;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.spool.SpoolException;
import veredus.engine.spool.StateChange;
import veredus.world.Bell;
import veredus.world.Time;

/**
 * Makes one batch durable.
 *
 * <h2>Order</h2>
 *
 * <ol>
 *   <li>notices to senders are stored: they are mail;
 *   <li>accounting records are written and forced;
 *   <li>the spool is told whose receptions are accounted for, and the new states are committed;
 *   <li>bodies are forgotten, counters move, the queue is told.
 * </ol>
 *
 * <p>A state is thus durable only after its consequences. A crash between two steps leaves the state as it was: the
 * attempt, its records (under the same ids) and its notices are repeated; nothing is lost. Decision 0004.
 *
 * <h2>Setbacks</h2>
 *
 * <p>A step that fails is tried again, for ever, with pauses that grow; later steps and batches wait for it, so nothing
 * is overtaken. One exception: a failure or success notice that the spool cannot take (it is full, say) holds back the
 * effects of its message alone, up to {@link #WITHHELD_BOUND}. Else a full spool could not be emptied, since the states
 * that free its space would wait behind notices that need space.
 *
 * <p>Used by the settlement thread alone, except {@link #problem} and {@link #stop}.
 */
final class BatchWriter {
    static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    static final Duration WITHHELD_PAUSE = Duration.ofSeconds(1);

    /** Records that may wait for a notice to be stored; with more of them everything waits. */
    static final int WITHHELD_BOUND = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final Steps steps;
    private final DeliveryCounters counters;
    private final Time time;
    private final Bell stopBell;

    private List<Effects> withheld = new ArrayList<>();
    private int withheldWeight;
    private long withheldUntilNanos;
    private long batchNumber;
    private volatile boolean stopping;
    private volatile Optional<String> problem = Optional.empty();
    private volatile Optional<String> noticeProblem = Optional.empty();

    BatchWriter(Steps steps, DeliveryCounters counters, Time time) {
        this.steps = steps;
        this.counters = counters;
        this.time = time;
        this.stopBell = time.bell();
    }

    /** Says that the engine wants to stop: from now on a step that fails is given up. */
    void stop() {
        stopping = true;
        stopBell.ring();
    }

    /** What keeps mail from being settled; empty when all is well. */
    Optional<String> problem() {
        Optional<String> first = problem;
        return first.isPresent() ? first : noticeProblem;
    }

    boolean hasWithheld() {
        return !withheld.isEmpty();
    }

    /** @throws Stopped when a step failed and the engine is stopping; what is not durable is repeated after the start */
    void settle(List<Effects> handedOver) throws InterruptedException, Stopped {
        attempt(withReleased(handedOver));
        while (withheldWeight >= WITHHELD_BOUND) {
            pause(WITHHELD_PAUSE);
            attempt(withReleased(List.of()));
        }
    }

    private void attempt(List<Effects> batch) throws InterruptedException, Stopped {
        if (batch.isEmpty()) {
            return;
        }
        try {
            write(batch);
        } catch (RuntimeException broken) {
            isolate(batch, broken);
        }
    }

    /** One of the batch breaks our own rules: it alone is left as it was in the spool, the others go on. */
    private void isolate(List<Effects> batch, RuntimeException broken) throws InterruptedException, Stopped {
        if (batch.size() == 1) {
            counters.countSetback();
            LOG.error("Cannot settle {}; it stays in the spool until the next start", batch.getFirst(), broken);
            return;
        }
        for (Effects effects : batch) {
            try {
                write(List.of(effects));
            } catch (RuntimeException e) {
                isolate(List.of(effects), e);
            }
        }
    }

    private List<Effects> withReleased(List<Effects> handedOver) {
        if (withheld.isEmpty() || time.nanos() - withheldUntilNanos < 0) {
            return handedOver;
        }
        var batch = new ArrayList<Effects>(withheld.size() + handedOver.size());
        batch.addAll(withheld);
        batch.addAll(handedOver);
        withheld = new ArrayList<>();
        withheldWeight = 0;
        return batch;
    }

    private void write(List<Effects> asked) throws InterruptedException, Stopped {
        var received = new ArrayList<Message>();
        List<Effects> batch = storeNotices(asked, received);
        var records = new ArrayList<AccountingRecord>(batch.size() + received.size());
        for (Message notice : received) {
            Records.ofReception(notice, records);
        }
        var changes = new ArrayList<StateChange>(batch.size());
        for (Effects effects : batch) {
            effects.reception().ifPresent(message -> {
                received.add(message);
                Records.ofReception(message, records);
            });
            records.addAll(effects.records());
            effects.change().ifPresent(changes::add);
        }
        long number = ++batchNumber;
        insist("write accounting records", () -> steps.accounting().append(number, records));
        steps.accounted().accounted(received);
        if (!changes.isEmpty()) {
            insist("commit to the spool", () -> steps.commit().commit(changes));
        }
        finish(records, changes);
    }

    private void finish(List<AccountingRecord> records, List<StateChange> changes) {
        counters.count(records);
        counters.countBatch();
        for (StateChange change : changes) {
            Delivery before = change.before();
            if (before.attempts() == 0) {
                before.message().body().forget();
            }
            try {
                steps.continuation().settled(before, change.remaining());
            } catch (RuntimeException broken) {
                LOG.error("The queue could not take {} on", before.queue(), broken);
            }
        }
    }

    /** One notice: a kind and the message it is about, by id. */
    private record NoticeKey(MessageId about, NoticeKind kind) {}

    /** What a notice is to tell. */
    private record Telling(Message about, List<RecipientReport> reports) {}

    /** Stores the notices of a batch, adds them to {@code stored}, and answers what of the batch may go on. */
    private List<Effects> storeNotices(List<Effects> asked, List<Message> stored) {
        Map<NoticeKey, Telling> notices = new LinkedHashMap<>();
        for (Effects effects : asked) {
            for (Effects.Report report : effects.reports()) {
                Message about = effects.change().orElseThrow().before().message();
                notices.computeIfAbsent(
                                new NoticeKey(about.id(), report.kind()), key -> new Telling(about, new ArrayList<>()))
                        .reports()
                        .add(report.about());
            }
        }
        if (notices.isEmpty()) {
            return asked;
        }
        Set<MessageId> held = new HashSet<>();
        notices.forEach((key, telling) -> {
            // To hear of a delay is a courtesy: not worth holding mail back.
            boolean mayBeLost = key.kind() == NoticeKind.DELAY;
            // After one has been refused the others are not even written.
            boolean goesOn = (held.isEmpty() && store(key.kind(), telling, stored)) || mayBeLost;
            if (!goesOn) {
                held.add(key.about());
            }
        });
        if (held.isEmpty()) {
            noticeProblem = Optional.empty();
            return asked;
        }
        return withhold(asked, held);
    }

    /** Answers whether the notice is stored, or policy wants none. */
    private boolean store(NoticeKind kind, Telling telling, List<Message> stored) {
        Optional<Notice> notice = steps.composition().compose(telling.about(), kind, telling.reports());
        if (notice.isEmpty()) {
            return true;
        }
        try {
            stored.add(steps.submission().submit(notice.get()));
            counters.countNotice();
            return true;
        } catch (SpoolException refused) {
            counters.countSetback();
            noticeProblem = Optional.of("Cannot store notices to senders: " + refused.getMessage());
            LOG.warn(
                    "Cannot store a {} notice about message {}: {}",
                    kind,
                    telling.about().id(),
                    refused.getMessage());
            return false;
        }
    }

    private List<Effects> withhold(List<Effects> asked, Set<MessageId> held) {
        var free = new ArrayList<Effects>(asked.size());
        for (Effects effects : asked) {
            boolean holds = !effects.reports().isEmpty()
                    && held.contains(
                            effects.change().orElseThrow().before().message().id());
            if (holds) {
                withheld.add(effects);
                withheldWeight += effects.weight();
            } else {
                free.add(effects);
            }
        }
        withheldUntilNanos = time.nanos() + WITHHELD_PAUSE.toNanos();
        return free;
    }

    /** One step that may fail for reasons of the world. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, SpoolException;
    }

    private void insist(String what, Step step) throws InterruptedException, Stopped {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                step.run();
                if (problem.isPresent()) {
                    LOG.info("Settling goes on: could {} again", what);
                    problem = Optional.empty();
                }
                return;
            } catch (IOException | SpoolException setback) {
                counters.countSetback();
                String text = "Cannot " + what + ", mail waits: " + setback.getMessage();
                if (problem.isEmpty() || !problem.get().equals(text)) {
                    LOG.error(text, setback);
                }
                problem = Optional.of(text);
            }
            pause(pause);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }

    private void pause(Duration pause) throws InterruptedException, Stopped {
        if (!stopping) {
            stopBell.await(pause);
        }
        if (stopping) {
            throw new Stopped(problem().orElse("notices to senders wait"));
        }
    }

    /** Something was not made durable because the engine stops. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;

        Stopped(String why) {
            super(why);
        }
    }
}
