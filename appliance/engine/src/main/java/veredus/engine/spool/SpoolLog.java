package veredus.engine.spool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.spool.SpoolException.Reason;
import veredus.world.Bell;
import veredus.world.Time;
import veredus.world.World;

/**
 * The writer of the log: one platform thread that takes all that waits, writes it with few calls, forces once, and then
 * lets the owners go on. It never waits for more work while there is some: during a force the next group gathers by
 * itself, so groups are as large as the disk is slow.
 *
 * <p>A write or force that fails is never tried again. The segment is given up, what the failure covered is refused, and
 * the log goes on in a new segment; for a while no new mail is admitted.
 */
final class SpoolLog {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolLog.class);
    private static final int MAX_GROUP_BYTES = 8 << 20;
    private static final long MAX_QUEUED_BYTES = 64L << 20;
    private static final int MAX_UNFORCED_BYTES = 32 << 20;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration POLL_WHEN_SHORT = Duration.ofSeconds(1);

    private final Time time;
    private final CatalogueUpdate update;
    private final SegmentWriter writer;
    private final Space space;
    private final LongSupplier lastId;
    private final Receptions receptions;
    private final long relaxedNanos;
    private final Bell bell;
    private final Thread thread;

    /** Guards the queue. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition room = lock.newCondition();
    private ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean closing;

    private volatile boolean idle;

    /** Acknowledged as RELAXED and not forced: kept to be written again should the force fail. Writer thread only. */
    private final List<Waiting> unforced = new ArrayList<>();

    private long unforcedBytes;
    private long unforcedSince;
    private long retryAt;
    private volatile long accountedSequence;

    SpoolLog(
            World world,
            Catalogue catalogue,
            SegmentWriter writer,
            Space space,
            LongSupplier lastId,
            Duration relaxedInterval,
            Receptions receptions,
            long accounted) {
        this.receptions = receptions;
        this.time = world.time();
        this.update = new CatalogueUpdate(catalogue);
        this.writer = writer;
        this.space = space;
        this.lastId = lastId;
        this.relaxedNanos = relaxedInterval.toNanos();
        this.accountedSequence = accounted;
        this.retryAt = time.nanos();
        this.bell = time.bell();
        this.thread = world.threads().startPlatform("spool-writer", this::run);
    }

    /** Hands a record to the writer; waits only while too much is queued. */
    void submit(Waiting record) throws SpoolException {
        lock.lock();
        try {
            while (queuedBytes > MAX_QUEUED_BYTES && !closing) {
                room.awaitUninterruptibly();
            }
            if (closing) {
                throw new SpoolException(Reason.FAILED, "the spool is closed");
            }
            queue.add(record);
            queuedBytes += record.size();
        } finally {
            lock.unlock();
        }
        if (idle) {
            bell.ring();
        }
    }

    void write(Waiting record) throws SpoolException {
        submit(record);
        record.await();
    }

    /** The sequence up to which receptions are accounted; goes into the header of the next segment. */
    void accounted(long sequence) {
        accountedSequence = sequence;
    }

    long accounted() {
        return accountedSequence;
    }

    /** Writes what waits, seals the log, and ends the writer. Answers whether all of it is durable. */
    boolean close() {
        lock.lock();
        try {
            closing = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        bell.ring();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return sealedCleanly;
    }

    private volatile boolean sealedCleanly;

    private void run() {
        try {
            for (List<Waiting> group = next(); !group.isEmpty(); group = next()) {
                space.poll(time.nanos());
                writeGroup(group);
            }
            sealedCleanly = sealAtEnd();
        } catch (InterruptedException stop) {
            LOG.error("the spool's writer was interrupted, which nobody may do; restart the engine");
        }
    }

    // ---- gathering

    /** What waits, at most a group; empty when the log is closed and all is written. */
    private List<Waiting> next() throws InterruptedException {
        while (true) {
            lock.lock();
            try {
                if (!queue.isEmpty()) {
                    return gather();
                }
                if (closing) {
                    return List.of();
                }
                idle = true;
            } finally {
                lock.unlock();
            }
            rest();
            idle = false;
        }
    }

    private List<Waiting> gather() {
        var group = new ArrayList<Waiting>();
        long bytes = 0;
        boolean moves = isMove(queue.getFirst());
        // Moves are checked against the catalogue, so no change may stand before them in the same group.
        while (!queue.isEmpty() && bytes < MAX_GROUP_BYTES && isMove(queue.getFirst()) == moves) {
            Waiting record = queue.removeFirst();
            bytes += record.size();
            group.add(record);
        }
        queuedBytes -= bytes;
        room.signalAll();
        return group;
    }

    private static boolean isMove(Waiting record) {
        return record.effect instanceof Effect.MessageMoved
                || record.effect instanceof Effect.StatesMoved
                || record.effect instanceof Effect.EndsMoved;
    }

    /** Waits for work, and does what falls due meanwhile. */
    private void rest() throws InterruptedException {
        if (!unforced.isEmpty()) {
            long left = unforcedSince + relaxedNanos - time.nanos();
            if (left <= 0) {
                forceRelaxed();
            } else {
                bell.await(Duration.ofNanos(left));
            }
        } else if (space.admission() != Admission.OPEN) {
            bell.await(POLL_WHEN_SHORT);
            space.poll(time.nanos());
        } else {
            bell.await();
        }
    }

    // ---- writing

    private void writeGroup(List<Waiting> group) {
        int done = 0;
        try {
            boolean force = unforcedBytes > MAX_UNFORCED_BYTES
                    || (!unforced.isEmpty() && time.nanos() - unforcedSince >= relaxedNanos);
            for (int i = 0; i < group.size(); i++) {
                Waiting record = group.get(i);
                if (!writer.fits(record.size())) {
                    nextSegment();
                    endAll(group.subList(done, i));
                    done = i;
                }
                if (update.isRefused(record)) {
                    continue;
                }
                writer.place(record);
                force |= record.sync == Waiting.Sync.NOW;
            }
            if (force) {
                writer.force();
                forgetUnforced();
            } else {
                writer.write();
                keepUnforced(group.subList(done, group.size()));
            }
        } catch (IOException failure) {
            giveUp(failure, group.subList(done, group.size()));
            return;
        }
        endAll(group.subList(done, group.size()));
    }

    private void nextSegment() throws IOException {
        if (writer.current() != null) {
            writer.seal(LogFormat.SEALED);
            forgetUnforced();
        } else if (time.nanos() - retryAt < 0) {
            throw new IOException("the log failed a moment ago and will be tried again soon");
        }
        beginSegment();
        rewriteUnforced();
    }

    private void beginSegment() throws IOException {
        Segment begun = writer.begin(lastId.getAsLong(), accountedSequence);
        update.begun(begun);
    }

    private void endAll(List<Waiting> records) {
        update.applyAll(records);
        for (Waiting record : records) {
            if (record.location >= 0 && record.effect instanceof Effect.Stored stored) {
                receptions.stored(stored.id(), record.sequence, record.location);
            }
            if (record.location < 0) {
                record.fail(new SpoolException(Reason.FAILED, "a part of the message was lost to a failing disk"));
            } else {
                record.succeed();
            }
        }
    }

    // ---- what is not yet forced, and failures

    private void keepUnforced(List<Waiting> written) {
        for (Waiting record : written) {
            if (record.sync == Waiting.Sync.SOON && record.location >= 0) {
                if (unforced.isEmpty()) {
                    unforcedSince = time.nanos();
                }
                unforced.add(record);
                unforcedBytes += record.size();
            }
        }
    }

    private void forgetUnforced() {
        unforced.clear();
        unforcedBytes = 0;
    }

    private void forceRelaxed() {
        try {
            if (writer.current() == null) {
                nextSegment();
            }
            writer.force();
            forgetUnforced();
        } catch (IOException failure) {
            giveUp(failure, List.of());
            unforcedSince = time.nanos();
        }
    }

    /** After a failure: RELAXED mail that has been acknowledged goes into the new segment. */
    private void rewriteUnforced() throws IOException {
        for (Waiting record : unforced) {
            if (!writer.fits(record.size())) {
                writer.seal(LogFormat.SEALED);
                beginSegment();
            }
            writer.place(record);
            update.relocate(record);
        }
        writer.write();
    }

    private void giveUp(IOException failure, List<Waiting> covered) {
        Segment segment = writer.current();
        if (segment != null) {
            LOG.error(
                    "{} failed and is given up; {} records are refused; check the disk",
                    segment.path,
                    covered.size(),
                    failure);
        }
        writer.abandon();
        long now = time.nanos();
        retryAt = segment == null ? now + AFTER_FAILURE.toNanos() : now;
        space.failed(now);
        Reason reason = space.isFull(failure) ? Reason.FULL : Reason.FAILED;
        var why = new SpoolException(reason, "the log cannot be written: " + failure.getMessage(), failure);
        covered.forEach(record -> record.fail(why));
    }

    private boolean sealAtEnd() {
        try {
            if (writer.current() == null) {
                nextSegment();
            }
            writer.seal(LogFormat.CLOSED);
            return true;
        } catch (IOException failure) {
            giveUp(failure, List.of());
            return false;
        }
    }
}
