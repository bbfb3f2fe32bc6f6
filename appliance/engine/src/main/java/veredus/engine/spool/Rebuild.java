package veredus.engine.spool;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Threads;

/** Reads the whole log and makes the catalogue from it, in the background, while new mail already comes in. */
final class Rebuild {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

    private final Threads threads;
    private final Catalogue catalogue;
    private final List<Segment> segments;
    private final LogAhead ahead;
    private final Replay replay;
    private final Quarantine quarantine;
    private volatile int entered;
    private volatile boolean abandoned;

    Rebuild(
            Threads threads,
            long spoolId,
            Catalogue catalogue,
            List<Segment> segments,
            long accounted,
            Quarantine quarantine) {
        this.threads = threads;
        this.catalogue = catalogue;
        this.segments = segments;
        this.ahead = new LogAhead(spoolId, segments);
        this.quarantine = quarantine;
        this.replay = new Replay(catalogue, accounted, this::damaged);
    }

    /** Share (0 to 1) of the log that has been read. */
    double progress() {
        return segments.isEmpty() ? 1 : (double) Math.max(0, entered - 1) / segments.size();
    }

    /** Gives up; {@link #run} returns soon. */
    void abandon() {
        abandoned = true;
        ahead.abandon();
    }

    /** What has been found to be unaccounted; all of it once {@link #run} has answered true. */
    List<Replay.Reception> unaccounted() {
        return replay.unaccounted();
    }

    /** Reads the log; answers false, and the catalogue is not complete, when it was abandoned. */
    boolean run() throws SpoolException {
        ahead.start(threads);
        LogAhead.Batch batch = ahead.next();
        for (; !batch.last(); batch = ahead.next()) {
            if (!abandoned) {
                replay.take(batch.steps());
                count(batch.steps());
            }
        }
        if (batch.failure() != null) {
            throw batch.failure();
        }
        if (abandoned) {
            return false;
        }
        catalogue.lock.lock();
        try {
            catalogue.indexBegun();
        } finally {
            catalogue.lock.unlock();
        }
        complete(SpoolIndex.of(new RestingSort(catalogue).sorted()));
        return true;
    }

    private void count(List<LogStep> steps) {
        if (steps.getFirst() instanceof LogStep.Entered) {
            int before = entered;
            entered = before + 1;
        }
    }

    /** From now on what rests can be seen and taken. */
    void complete(RestingOrder built) {
        catalogue.lock.lock();
        try {
            catalogue.indexBuilt(built);
        } finally {
            catalogue.lock.unlock();
        }
    }

    private void damaged(Segment segment, int from, int to, boolean torn) {
        if (torn) {
            LOG.info("{}: bytes {} to {} were torn by a crash; nothing acknowledged was there", segment.path, from, to);
        } else {
            quarantine.keep(segment, from, to);
        }
    }
}
