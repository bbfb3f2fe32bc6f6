package veredus.engine.settlement;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.policy.RetryRule;
import veredus.engine.accounting.AccountingLog;
import veredus.engine.bounce.Notices;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.QueueName;
import veredus.engine.envelope.Recipient;
import veredus.engine.outcome.Disposition;
import veredus.engine.outcome.FailurePolicy;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Result;
import veredus.engine.spool.Spool;
import veredus.world.World;

/**
 * The only place with lasting effects: takes what was said about recipients, decides, and makes the decisions and all
 * that follows from them durable, in batches, in the order that {@link BatchWriter} states.
 *
 * <p>The methods that hand over may be called by any thread, decide on that thread, and wait only while more than
 * {@link #HAND_OVER_BOUND} records have not become durable: so a slow disk slows mail down. One platform thread,
 * "settlement", writes. It waits at most {@code stateInterval} for a batch to gather; that and the time of one commit is
 * how much may be repeated after a crash.
 */
public final class Settlement implements AutoCloseable {
    /** Records that may wait to become durable. */
    public static final int HAND_OVER_BOUND = 16_384;

    /** Records in one batch; with so many it does not wait for more. */
    public static final int BATCH_BOUND = 4_096;

    private static final Duration IDLE = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final World world;
    private final FailurePolicy decisions;
    private final Function<QueueName, RetryRule> retries;
    private final Duration stateInterval;
    private final DeliveryCounters counters;
    private final HandOver handOver;
    private final BatchWriter writer;
    private final AtomicLong pathFailures = new AtomicLong();
    private volatile @Nullable Thread thread;

    /**
     * Builds it; {@link #start} starts it.
     *
     * @param retries the rule for the mail of a queue, by the policy of the moment
     * @param stateInterval see {@link veredus.api.policy.SpoolPolicy#stateInterval}
     */
    public Settlement(
            World world,
            FailurePolicy decisions,
            Function<QueueName, RetryRule> retries,
            Duration stateInterval,
            Spool spool,
            AccountingLog accounting,
            Notices notices,
            NoticeSubmission submission,
            Continuation continuation,
            DeliveryCounters counters) {
        this(
                world,
                decisions,
                retries,
                stateInterval,
                Steps.of(spool, accounting, notices, submission, continuation),
                counters);
    }

    Settlement(
            World world,
            FailurePolicy decisions,
            Function<QueueName, RetryRule> retries,
            Duration stateInterval,
            Steps steps,
            DeliveryCounters counters) {
        this.world = world;
        this.decisions = decisions;
        this.retries = retries;
        this.stateInterval = stateInterval;
        this.counters = counters;
        this.handOver = new HandOver(world.time(), HAND_OVER_BOUND, BATCH_BOUND);
        this.writer = new BatchWriter(steps, counters, world.time());
    }

    public void start() {
        thread = world.threads().startPlatform("settlement", this::run);
    }

    /**
     * A message has been stored: its reception is to be accounted for. Call it before its deliveries are queued; after
     * a crash, for what {@link Spool#unaccounted} names.
     *
     * @throws IllegalStateException when closed
     */
    public void received(Message message) {
        handOver.put(Effects.ofReception(message));
    }

    /**
     * An attempt has ended.
     *
     * @param facts of the attempt; its number and first time are taken from {@code delivery}
     * @param results one for each recipient that {@code delivery} has pending
     * @throws IllegalArgumentException when they are not that
     * @throws IllegalStateException when closed
     */
    public void attempted(Delivery delivery, AttemptFacts facts, List<Result> results) {
        requireOneResultEach(delivery, results);
        Instant now = world.time().now();
        double chance = world.chance().fraction();
        RetryRule rule = retries.apply(delivery.queue());
        var settling = new Settling(delivery, Records.numbered(facts, delivery, now), rule, now);
        for (Result result : results) {
            Outcome outcome = result.outcome();
            settling.add(result.recipient(), outcome, decisions.decide(outcome, delivery, rule, now, chance));
        }
        handOver.put(settling.effects());
    }

    private static void requireOneResultEach(Delivery delivery, List<Result> results) {
        var open = new BitSet();
        for (Recipient recipient : delivery.pending()) {
            open.set(recipient.number());
        }
        boolean each = true;
        for (Result result : results) {
            each &= open.get(result.recipient().number());
            open.clear(result.recipient().number());
        }
        if (!each || !open.isEmpty()) {
            throw new IllegalArgumentException("results for "
                    + numbers(results.stream().map(Result::recipient).toList())
                    + " of message " + delivery.message().id() + " where recipients "
                    + numbers(delivery.pending()) + " were tried");
        }
    }

    private static List<Integer> numbers(List<Recipient> recipients) {
        return recipients.stream().map(Recipient::number).toList();
    }

    /**
     * Recipients end without an attempt; the others of the delivery stay as they were.
     *
     * @param detail for accounting and the sender, as {@code deleted by anna: wrong list}
     * @throws IllegalArgumentException when one of them is not pending
     * @throws IllegalStateException when closed
     */
    public void ended(Delivery delivery, List<Recipient> recipients, Ending ending, String detail) {
        if (recipients.isEmpty() || !delivery.pending().containsAll(recipients)) {
            throw new IllegalArgumentException(recipients + " are not pending in " + delivery);
        }
        Instant now = world.time().now();
        RetryRule rule = retries.apply(delivery.queue());
        var reason = switch (ending) {
            case EXPIRED -> Outcome.Reason.EXPIRED;
            case BOUNCED, DELETED -> Outcome.Reason.ADMIN;
        };
        var outcome = new Outcome.NotTried(reason, detail);
        var settling = new Settling(delivery, Records.none(delivery, now), rule, now);
        for (Recipient recipient : recipients) {
            Disposition end = decisions.decide(outcome, delivery, rule, now, 0);
            settling.end(recipient, outcome, end, ending);
        }
        handOver.put(settling.effects());
    }

    /**
     * A path could not be used at all; this only leaves a record.
     *
     * @throws IllegalStateException when closed
     */
    public void unusable(AttemptFacts facts, Outcome outcome) {
        Instant now = world.time().now();
        decisions.failure(outcome).ifPresent(failure -> {
            String id = now.toEpochMilli() + "." + pathFailures.incrementAndGet() + ".tq";
            handOver.put(Effects.ofRecord(new AccountingRecord.QueueFailure(
                    id, now, facts, failure.status().toString(), failure.diagnostic())));
        });
    }

    private void run() {
        try {
            while (true) {
                List<Effects> batch =
                        handOver.take(stateInterval, writer.hasWithheld() ? BatchWriter.WITHHELD_PAUSE : IDLE);
                writer.settle(batch);
                if (batch.isEmpty() && handOver.isClosed()) {
                    return;
                }
            }
        } catch (InterruptedException | BatchWriter.Stopped end) {
            LOG.warn("Settlement ends with work that the next start repeats: {}", end.getMessage());
        } finally {
            handOver.close();
        }
    }

    public DeliveryCounters counters() {
        return counters;
    }

    /** What keeps mail from being settled, with what to do; empty when all is well. */
    public Optional<String> problem() {
        return writer.problem();
    }

    /** Records that are not yet durable. */
    public int waiting() {
        return handOver.weight();
    }

    /** Makes durable what was handed over, if the disk lets it, and ends. Nothing can be handed over any more. */
    @Override
    public void close() {
        handOver.close();
        writer.stop();
        Thread running = thread;
        try {
            if (running != null) {
                running.join();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
