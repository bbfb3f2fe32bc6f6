package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Bell;
import veredus.world.Disk.DiskFile;
import veredus.world.World;

/**
 * Keeps files ready for the next segments: emptied ones, or new ones filled with zeros, because a sync is cheapest where
 * the blocks exist already. Its own platform thread makes them; the writer takes them.
 */
final class SegmentSupply {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentSupply.class);
    private static final int FILL = 1 << 20;

    private final SpoolFiles files;
    private final long sizeBytes;
    private final int kept;
    private final Bell wanted;
    private final Thread maker;

    /** Guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ArrayDeque<Spare> spares = new ArrayDeque<>();
    private int nextNumber;
    private boolean making = true;
    private volatile boolean closed;

    /** A file of the full size without a header of its own. */
    record Spare(Path path, DiskFile file) {}

    SegmentSupply(World world, SpoolFiles files, long sizeBytes, int kept) throws IOException {
        this.files = files;
        this.sizeBytes = sizeBytes;
        this.kept = kept;
        for (int number : files.spareNumbers()) {
            Path path = files.spare(number);
            nextNumber = Math.max(nextNumber, number + 1);
            DiskFile file = files.disk.open(path);
            if (file.size() != sizeBytes || spares.size() >= kept) {
                file.close();
                files.disk.delete(path);
            } else {
                spares.add(new Spare(path, file));
            }
        }
        wanted = world.time().bell();
        maker = world.threads().startPlatform("spool-supply", this::run);
    }

    /** A file for the next segment; null when none is ready, and the writer must make do with a new one. */
    @Nullable
    Spare take() {
        lock.lock();
        try {
            return spares.poll();
        } finally {
            lock.unlock();
            wanted.ring();
        }
    }

    /** Whether new files may be made; not while the disk is short of space. */
    void mayMake(boolean may) {
        lock.lock();
        try {
            making = may;
        } finally {
            lock.unlock();
        }
        if (may) {
            wanted.ring();
        }
    }

    /**
     * Takes back the file of a segment that nothing needs any more, or deletes it. Durable only when the caller has
     * forced the directory.
     */
    void takeBack(Segment segment) throws IOException {
        int number;
        lock.lock();
        try {
            number = spares.size() < kept && !segment.suspect ? nextNumber++ : -1;
        } finally {
            lock.unlock();
        }
        if (number < 0 || segment.file.size() != sizeBytes) {
            segment.file.close();
            files.disk.delete(segment.path);
            return;
        }
        Path path = files.spare(number);
        files.disk.rename(segment.path, path);
        lock.lock();
        try {
            spares.add(new Spare(path, segment.file));
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        closed = true;
        wanted.ring();
        boolean interrupted = false;
        while (maker.isAlive()) {
            try {
                maker.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        for (Spare spare : spares) {
            spare.file().close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                if (isShort()) {
                    makeOne();
                }
                wanted.await();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isShort() {
        lock.lock();
        try {
            return making && spares.isEmpty() && kept > 0;
        } finally {
            lock.unlock();
        }
    }

    private void makeOne() {
        int number;
        lock.lock();
        try {
            number = nextNumber++;
        } finally {
            lock.unlock();
        }
        Path path = files.spare(number);
        try {
            DiskFile file = files.disk.open(path);
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(FILL, sizeBytes));
            for (long at = 0; at < sizeBytes && !closed; at += zeros.capacity()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), sizeBytes - at));
                file.write(zeros, at);
            }
            file.force();
            lock.lock();
            try {
                spares.add(new Spare(path, file));
            } finally {
                lock.unlock();
            }
        } catch (IOException failed) {
            LOG.warn("cannot make {} ready for use; the next segment is made when it is needed", path, failed);
            discard(path);
        }
    }

    private void discard(Path path) {
        try {
            files.disk.delete(path);
        } catch (IOException failed) {
            LOG.warn("cannot delete {}; delete it by hand to get its space back", path, failed);
        }
    }
}
