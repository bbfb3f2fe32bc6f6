package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.SpoolPolicy;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.Message;
import veredus.engine.spool.SpoolException.Reason;
import veredus.world.Time;
import veredus.world.World;

/** The parts of an open spool, how they are put together, and in what order they stop. */
final class SpoolRooms {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolRooms.class);
    /** A spool of at most so many bytes, which is some tenths of a second of work, is complete when it is opened. */
    private static final long SMALL_BYTES = 32 << 20;

    private static final int LEAST_SEGMENT = 32 << 10;
    private static final int GREATEST_SEGMENT = 1 << 30;

    private final World world;
    private final AutoCloseable lock;
    private final Catalogue catalogue = new Catalogue();
    private final SegmentSupply supply;
    private final Space space;
    private final SegmentWriter writer;
    private final Receptions receptions;
    private final SpoolLog log;
    private final MessageIds ids;
    private final LogReader reader;
    private final ReadingThreads reading;
    private final Rebuild rebuild;
    private final Compactor compactor;
    private final Snapshot snapshot;
    private final Thread rebuilding;
    private final CountDownLatch rebuildWanted = new CountDownLatch(1);
    private final CountDownLatch rebuildEnded = new CountDownLatch(1);
    private final int segmentBytes;
    private final int inlineBytes;
    private volatile boolean rebuilt;
    private volatile @Nullable SpoolException rebuildFailure;

    static SpoolRooms open(World world, SpoolPolicy policy, Path directory) throws SpoolException {
        var files = new SpoolFiles(world.disk(), directory);
        try {
            files.disk.createDirectories(directory);
            AutoCloseable lock = lock(files);
            boolean opened = false;
            try {
                Long known = files.readIdentity();
                long spoolId = known == null ? newIdentity(world, files) : known;
                var rooms = new SpoolRooms(world, policy, files, lock, spoolId);
                opened = true;
                return rooms;
            } finally {
                if (!opened) {
                    closeQuietly(lock);
                }
            }
        } catch (IOException failure) {
            throw new SpoolException(
                    Reason.FAILED, "cannot open the spool in " + directory + ": " + failure.getMessage(), failure);
        }
    }

    private static AutoCloseable lock(SpoolFiles files) throws SpoolException {
        try {
            return files.disk.lock(files.lockFile());
        } catch (IOException held) {
            throw new SpoolException(
                    Reason.LOCKED,
                    files.directory + " is in use; stop the other engine first: " + held.getMessage(),
                    held);
        }
    }

    private static long newIdentity(World world, SpoolFiles files) throws IOException {
        long spoolId = ByteBuffer.wrap(world.chance().secret(Long.BYTES)).getLong();
        files.writeIdentity(spoolId);
        return spoolId;
    }

    private SpoolRooms(World world, SpoolPolicy policy, SpoolFiles files, AutoCloseable lock, long spoolId)
            throws IOException, SpoolException {
        this.world = world;
        this.lock = lock;
        this.segmentBytes =
                Math.clamp(policy.segmentSize().bytes(), LEAST_SEGMENT, GREATEST_SEGMENT) & -LogFormat.BLOCK;
        long largestBody = Math.min(LogFormat.MAX_BODY, segmentBytes / 4);
        this.inlineBytes = (int) Math.min(policy.inlineBody().bytes(), largestBody);
        Recovery.Result found = new Recovery(files, spoolId, false).run();
        found.segments().forEach(catalogue.ledger::add);
        this.snapshot = new Snapshot(files, spoolId, catalogue);
        boolean filled = found.closed() && snapshot.read(found.lastSequence());
        if (filled) {
            // Nobody has anything of the snapshot in memory, so only what is new can rest before the order is there.
            catalogue.indexBegun();
        } else {
            snapshot.delete();
        }
        this.ids = new MessageIds(world.time(), found.lastId());
        catalogue.started(ids.next().value());
        this.supply = new SegmentSupply(world, files, segmentBytes, policy.spareSegments());
        this.space = new Space(
                files.disk, files.directory, policy, supply, world.time().nanos());
        this.writer = new SegmentWriter(files, spoolId, segmentBytes, supply, found.start());
        this.receptions = new Receptions(found.accounted());
        this.log = new SpoolLog(
                world, catalogue, writer, space, ids::last, policy.relaxedInterval(), receptions, found.accounted());
        this.reader = new LogReader(spoolId, catalogue);
        this.reading = new ReadingThreads(world.threads());
        this.rebuild = new Rebuild(
                world.threads(), spoolId, catalogue, found.segments(), found.accounted(), new Quarantine(files));
        this.compactor = new Compactor(
                world,
                files,
                catalogue,
                supply,
                new SegmentMove(spoolId, catalogue, reader, log),
                policy.compactBelow(),
                this::rebuilt);
        this.rebuilding = world.threads().startPlatform("spool-rebuild", () -> rebuild(filled));
        if (isSmall(found.segments())) {
            rebuildNow();
        }
    }

    private void rebuild(boolean filled) {
        try {
            rebuildWanted.await();
            if (filled) {
                rebuild.complete(snapshot.readEntries());
            }
            boolean complete = filled || rebuild.run();
            if (complete) {
                // Only when all are known: until then the checkpoint of the accounting must not pass any of them.
                receptions.recovered(rebuild.unaccounted());
            }
            rebuilt = complete;
        } catch (IOException failure) {
            LOG.error("the snapshot cannot be read; restart the engine, which will then read the log", failure);
            rebuildFailure = new SpoolException(Reason.FAILED, "the snapshot cannot be read", failure);
        } catch (SpoolException failure) {
            LOG.error("the log cannot be read", failure);
            rebuildFailure = failure;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            rebuildEnded.countDown();
        }
    }

    private static boolean isSmall(List<Segment> segments) throws IOException {
        long bytes = 0;
        for (Segment segment : segments) {
            bytes += segment.file.size();
        }
        return bytes <= SMALL_BYTES;
    }

    private void rebuildNow() throws SpoolException {
        boolean complete = awaitRebuilt();
        SpoolException failure = rebuildFailure;
        if (!complete && failure != null) {
            close(() -> {});
            throw failure;
        }
    }

    Catalogue catalogue() {
        return catalogue;
    }

    MessageIds ids() {
        return ids;
    }

    Space space() {
        return space;
    }

    int segments() {
        catalogue.lock.lock();
        try {
            return catalogue.ledger.all().size();
        } finally {
            catalogue.lock.unlock();
        }
    }

    long logBytes() {
        catalogue.lock.lock();
        try {
            return catalogue.ledger.all().stream()
                    .mapToLong(segment -> segment.end)
                    .sum();
        } finally {
            catalogue.lock.unlock();
        }
    }

    SpoolLog log() {
        return log;
    }

    LogReader reader() {
        return reader;
    }

    Time time() {
        return world.time();
    }

    int inlineBytes() {
        return inlineBytes;
    }

    int chunkBytes() {
        return Math.min(LogFormat.CHUNK, segmentBytes / 4);
    }

    boolean rebuilt() {
        return rebuilt;
    }

    Optional<SpoolException> rebuildFailure() {
        return Optional.ofNullable(rebuildFailure);
    }

    double rebuildProgress() {
        return rebuilt ? 1 : Math.min(0.99, rebuild.progress());
    }

    <T> T reading(ReadingThreads.Work<T> work) throws SpoolException {
        return reading.call(work);
    }

    /** Writes a record and waits until it is as durable as it asks. */
    void write(Waiting record) throws SpoolException {
        int largest = Math.min(SegmentWriter.largestRecord(segmentBytes), LogFormat.MAX_METADATA);
        if (record.size() > largest) {
            throw new SpoolException(
                    Reason.FAILED,
                    "a record of " + record.size() + " bytes does not fit; raise [spool] segment-size above "
                            + segmentBytes);
        }
        log.write(record);
    }

    void accounted(Collection<Message> messages) {
        Receptions.Checkpoint checkpoint = receptions.accounted(messages);
        if (checkpoint.sequence() == log.accounted()) {
            return;
        }
        log.accounted(checkpoint.sequence());
        catalogue.lock.lock();
        try {
            catalogue.ledger.accountedUpTo(checkpoint.segment());
        } finally {
            catalogue.lock.unlock();
        }
        var metadata = new BytesOut(8).u64(checkpoint.sequence());
        try {
            log.submit(new Waiting(LogFormat.ACCOUNTED, Waiting.Sync.WITH_OTHERS, Effect.NONE, metadata));
        } catch (SpoolException closed) {
            LOG.warn("the checkpoint of the accounting is not written", closed);
        }
    }

    /** Begins to rebuild, where that has not begun, and waits for its end; answers whether all is there. */
    boolean awaitRebuilt() {
        rebuildWanted.countDown();
        boolean interrupted = false;
        while (rebuildEnded.getCount() > 0) {
            try {
                rebuildEnded.await();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return rebuilt;
    }

    void unaccounted(Consumer<Message> each) {
        if (!awaitRebuilt()) {
            return;
        }
        for (Replay.Reception reception : rebuild.unaccounted()) {
            try {
                MessageRecord found = reading(() -> reader.message(reception.location()));
                each.accept(new Message(
                        found.envelope(), Body.inLog(found.bodySize(), found.needsStuffing()), reception.location()));
            } catch (SpoolException gone) {
                LOG.warn("a reception may be missing from the accounting", gone);
            }
        }
    }

    /** The {@code number}-th piece of a message's body. */
    byte @Nullable [] piece(Message message, int number) throws SpoolException {
        long id = message.id().value();
        long location = message.location();
        Pieces chunks;
        catalogue.lock.lock();
        try {
            int first = catalogue.firstLive(id, message.envelope().recipients().size());
            if (first >= 0) {
                location = catalogue.live.location(catalogue.live.find(id, first));
            }
            chunks = catalogue.chunksOf(id);
        } finally {
            catalogue.lock.unlock();
        }
        if (number >= (chunks == null ? 1 : chunks.locations().length)) {
            return null;
        }
        long from = chunks == null ? location : chunks.locations()[number];
        LogReader.Found found = reading.call(() -> reader.read(from, true));
        if (found.metadata().u64() != id) {
            throw SpoolFiles.corrupt(
                    "message " + message.id() + " is not where it should be; run 'veredus spool check'");
        }
        int metadata = found.header().metadataLength();
        return Arrays.copyOfRange(found.bytes(), metadata, found.bytes().length);
    }

    /** Pieces whose message was never stored are dead. */
    void abandon(Pieces pieces) {
        catalogue.lock.lock();
        try {
            catalogue.releaseChunks(pieces);
        } finally {
            catalogue.lock.unlock();
        }
    }

    void close(Runnable restAll) {
        rebuild.abandon();
        rebuildWanted.countDown();
        try {
            rebuilding.join();
        } catch (InterruptedException later) {
            Thread.currentThread().interrupt();
        }
        compactor.close();
        restAll.run();
        boolean clean = log.close();
        reading.close();
        if (clean && rebuilt && catalogue.unreadSegments() == 0 && log.accounted() >= receptions.lastStored()) {
            writeSnapshot();
        }
        try {
            supply.close();
            catalogue.lock.lock();
            try {
                for (Segment segment : catalogue.ledger.all()) {
                    segment.file.close();
                }
            } finally {
                catalogue.lock.unlock();
            }
        } catch (IOException failure) {
            LOG.warn("a file of the spool could not be closed", failure);
        }
        closeQuietly(lock);
    }

    private void writeSnapshot() {
        catalogue.lock.lock();
        try {
            boolean allRest = true;
            LiveTable live = catalogue.live;
            for (long entry = live.after(-1); entry >= 0 && allRest; entry = live.after(entry)) {
                allRest = live.is(entry, LiveTable.RESTING);
            }
            if (allRest) {
                snapshot.write(writer.lastSequence());
            }
        } catch (IOException failure) {
            LOG.warn("no snapshot is written; the next start reads the log", failure);
        } finally {
            catalogue.lock.unlock();
        }
    }

    private static void closeQuietly(AutoCloseable closed) {
        try {
            closed.close();
        } catch (Exception failure) {
            LOG.warn("cannot close {}", closed, failure);
        }
    }
}
