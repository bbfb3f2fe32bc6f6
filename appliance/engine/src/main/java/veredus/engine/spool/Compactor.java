package veredus.engine.spool;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Bell;
import veredus.world.World;

/**
 * Frees segments that nothing needs any more, and moves what little is alive in mostly dead ones to the head of the log,
 * so that they can go too. Runs on a platform thread of its own.
 */
final class Compactor {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** Segments that are kept for the ends in them alone, before those are copied away. */
    private static final int ENDS_ONLY_KEPT = 4;

    private final SpoolFiles files;
    private final Catalogue catalogue;
    private final SegmentSupply supply;
    private final SegmentMove move;
    private final double compactBelow;
    private final BooleanSupplier ready;
    private final Bell bell;
    private final Thread thread;
    /** What was alive in a segment when moving it did not empty it: tried again when that has changed. */
    private final Map<Integer, Long> stuck = new HashMap<>();

    private volatile boolean closed;

    Compactor(
            World world,
            SpoolFiles files,
            Catalogue catalogue,
            SegmentSupply supply,
            SegmentMove move,
            double compactBelow,
            BooleanSupplier ready) {
        this.files = files;
        this.catalogue = catalogue;
        this.supply = supply;
        this.move = move;
        this.compactBelow = compactBelow;
        this.ready = ready;
        this.bell = world.time().bell();
        this.thread = world.threads().startPlatform("spool-compactor", this::run);
    }

    void close() {
        closed = true;
        move.abandon();
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
    }

    private void run() {
        try {
            while (!closed) {
                bell.await(INTERVAL);
                while (!closed && ready.getAsBoolean() && pass()) {
                    // As long as there is something to gain.
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            // What is not freed stays; freeing something that depends on it could bring settled mail back.
            LOG.error(
                    "segments cannot be freed; the spool grows until the disk is repaired and the engine restarted",
                    failure);
        }
    }

    /** Frees what is free, and compacts one segment. Answers whether anything was gained. */
    private boolean pass() throws IOException {
        boolean freed = free();
        for (Segment segment : candidates()) {
            LOG.debug("compacting {}", segment);
            move.empty(segment);
            if (free()) {
                return true;
            }
            remember(segment);
        }
        return freed;
    }

    private boolean free() throws IOException {
        List<Segment> free;
        catalogue.lock.lock();
        try {
            free = catalogue.ledger.takeFree();
        } finally {
            catalogue.lock.unlock();
        }
        if (free.isEmpty()) {
            return false;
        }
        for (Segment segment : free) {
            stuck.remove(segment.number);
            supply.takeBack(segment);
        }
        // Only now are they gone for good, and segments that had to outlive them may follow.
        files.disk.forceDirectory(files.directory);
        return true;
    }

    private List<Segment> candidates() {
        catalogue.lock.lock();
        try {
            return catalogue.ledger.worthCompacting(compactBelow, ENDS_ONLY_KEPT).stream()
                    .filter(segment ->
                            !Long.valueOf(segment.live + segment.states).equals(stuck.get(segment.number)))
                    .toList();
        } finally {
            catalogue.lock.unlock();
        }
    }

    private void remember(Segment segment) {
        catalogue.lock.lock();
        try {
            stuck.put(segment.number, segment.live + segment.states);
        } finally {
            catalogue.lock.unlock();
        }
    }
}
