package veredus.engine.spool;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the whole log and makes the catalogue from it, on a thread of its own, while new mail already comes in. */
final class Rebuild {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

    private final long spoolId;
    private final Catalogue catalogue;
    private final List<Segment> segments;
    private final Replay replay;
    private final Quarantine quarantine;
    private volatile int read;
    private volatile boolean abandoned;

    Rebuild(long spoolId, Catalogue catalogue, List<Segment> segments, long accounted, Quarantine quarantine) {
        this.spoolId = spoolId;
        this.catalogue = catalogue;
        this.segments = segments;
        this.quarantine = quarantine;
        this.replay = new Replay(catalogue, accounted, this::damaged);
    }

    /** Share (0 to 1) of the log that has been read. */
    double progress() {
        return segments.isEmpty() ? 1 : (double) read / segments.size();
    }

    /** Gives up; {@link #run} returns soon. */
    void abandon() {
        abandoned = true;
    }

    List<Replay.Reception> unaccounted() {
        return replay.unaccounted();
    }

    /** Answers whether the catalogue is complete; {@code filled} when a snapshot has given the entries already. */
    boolean run(boolean filled) throws SpoolException {
        for (Segment segment : filled ? List.<Segment>of() : segments) {
            if (abandoned) {
                return false;
            }
            read(segment);
            int before = read;
            read = before + 1;
        }
        catalogue.lock.lock();
        try {
            catalogue.indexBegun();
        } finally {
            catalogue.lock.unlock();
        }
        RestingOrder built = SpoolIndex.of(new RestingSort(catalogue).sorted());
        catalogue.lock.lock();
        try {
            catalogue.indexBuilt(built);
        } finally {
            catalogue.lock.unlock();
        }
        return true;
    }

    private void read(Segment segment) throws SpoolException {
        replay.enter(segment);
        try {
            var scanner = new SegmentScanner(spoolId, segment.number, segment.file);
            SegmentScanner.Seen seen = scanner.scan(segment.end, segment.forced, replay);
            if (segment.end == Integer.MAX_VALUE) {
                segment.end = LogFormat.upToBlock(seen.end());
                segment.forced = segment.end;
            } else if (seen.end() < segment.forced - LogFormat.BLOCK) {
                replay.damage(seen.end(), segment.forced);
            }
        } catch (IOException unreadable) {
            LOG.error(
                    "{} cannot be read; its messages are missing until it can be, so check the disk and restart",
                    segment.path,
                    unreadable);
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
