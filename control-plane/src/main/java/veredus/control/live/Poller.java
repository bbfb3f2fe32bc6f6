package veredus.control.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.GroupView;
import veredus.api.admin.PendingView;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.api.client.EngineClient;
import veredus.world.Bell;
import veredus.world.SmallFiles;
import veredus.world.Threads;
import veredus.world.Time;

/**
 * Asks the engine for all who watch: once a second while somebody does, and every ten seconds otherwise, for the history.
 * However many watch, the engine meets one question; what is dear to answer is asked for less often ({@link #LISTS_REST}). One thread of its own; any thread may read what it saw.
 */
public final class Poller implements AutoCloseable {
    static final Duration WATCHED = Duration.ofSeconds(1);
    static final Duration UNWATCHED = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Poller.class);
    private static final Duration SAVED_EVERY = Duration.ofMinutes(1);
    private static final int TOP = 12;

    /**
     * What walks over all queues is asked for again when so many times as long has passed as the engine took for it, so
     * that it costs one processor 1 % at most however many queues there are.
     */
    private static final int LISTS_REST = 100;

    /** But it is never older than this. */
    private static final Duration LISTS_OLDEST = Duration.ofSeconds(15);

    private final EngineClient engine;
    private final History history;
    private final SmallFiles data;
    private final Time time;
    private final Consumer<Snapshot> told;
    private final Bell bell;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Snapshot latest = Snapshot.NOTHING;
    private volatile boolean watched;
    private volatile boolean closed;

    /** The first who watches is shown what is there now. */
    private volatile boolean listsWanted;

    // Of the poller's own thread.
    private @Nullable EngineStatus before;
    private long beforeNanos;
    private Optional<Lists> lists = Optional.empty();
    private long listsDueNanos;

    /** What walks over all queues. */
    private record Lists(List<QueueView> queues, List<GroupView> providers, List<PendingView> pending) {}

    public Poller(EngineClient engine, History history, SmallFiles data, Time time, Consumer<Snapshot> told) {
        this.engine = engine;
        this.history = history;
        this.data = data;
        this.time = time;
        this.told = told;
        this.bell = time.bell();
    }

    public void start(Threads threads) {
        threads.startVirtual("poller", this::run);
    }

    /** The engine as it was last seen. */
    public Snapshot latest() {
        return latest;
    }

    /** Says whether somebody watches. */
    void watched(boolean somebody) {
        boolean news = somebody && !watched;
        watched = somebody;
        if (news) {
            listsWanted = true;
            bell.ring();
        }
    }

    private void run() {
        Instant saved = time.now();
        try {
            while (!closed) {
                long began = time.nanos();
                look();
                if (Duration.between(saved, time.now()).compareTo(SAVED_EVERY) >= 0) {
                    saved = time.now();
                    save();
                }
                Duration rest = (watched ? WATCHED : UNWATCHED).minusNanos(time.nanos() - began);
                if (rest.isPositive()) {
                    bell.await(rest);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            save();
            ended.countDown();
        }
    }

    private void look() {
        Instant now = time.now();
        try {
            EngineStatus status = engine.status();
            Optional<Sample> sample = sample(status, now);
            sample.ifPresent(history::add);
            Lists shown = lists();
            latest = new Snapshot(
                    now,
                    Optional.of(now),
                    Optional.empty(),
                    Optional.of(status),
                    sample.or(() -> latest.now()),
                    shown.queues(),
                    shown.providers(),
                    shown.pending());
        } catch (IOException silent) {
            if (latest.fault().isEmpty()) {
                log.warn("the engine does not answer: {}", String.valueOf(silent.getMessage()));
            }
            latest = latest.failed(now, reason(silent));
            before = null;
            lists = Optional.empty();
        }
        told.accept(latest);
    }

    /** As they are, or were a moment ago. */
    private Lists lists() throws IOException {
        long began = time.nanos();
        if (lists.isPresent() && began < listsDueNanos && !listsWanted) {
            return lists.get();
        }
        listsWanted = false;
        var fresh = new Lists(
                engine.queues(new QueueQuery(QueueQuery.Sort.DELIVERIES, "", TOP))
                        .queues(),
                engine.groups(new GroupQuery(GroupQuery.By.PROVIDER, "", TOP)).groups(),
                engine.pending().pending());
        long ended = time.nanos();
        listsDueNanos = ended + Math.min(LISTS_REST * (ended - began), LISTS_OLDEST.toNanos());
        lists = Optional.of(fresh);
        return fresh;
    }

    private static String reason(IOException silent) {
        return silent.getMessage() == null ? silent.getClass().getSimpleName() : silent.getMessage();
    }

    /** What happened since the last look; absent at the first, and when the engine was started anew in between. */
    private Optional<Sample> sample(EngineStatus status, Instant now) {
        long nanos = time.nanos();
        EngineStatus earlier = before;
        double seconds = (nanos - beforeNanos) / 1e9;
        before = status;
        beforeNanos = nanos;
        if (earlier == null || !earlier.started().equals(status.started()) || seconds <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Sample(
                now.getEpochSecond(),
                (status.accepted() - earlier.accepted()) / seconds,
                (status.delivered() - earlier.delivered()) / seconds,
                (status.deferred() - earlier.deferred()) / seconds,
                (status.bounced() - earlier.bounced()) / seconds,
                status.queued(),
                status.inboundConnections(),
                status.outboundConnections()));
    }

    private void save() {
        try {
            history.save(data);
        } catch (IOException unwritten) {
            log.warn("the history of the plots cannot be kept: {}", String.valueOf(unwritten.getMessage()));
        }
    }

    /** Ends it once what was seen is written. */
    @Override
    public void close() {
        closed = true;
        bell.ring();
        try {
            ended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
