package veredus.engine.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.spool.SpoolException.Reason;
import veredus.world.Threads;

/**
 * Reads and decodes the whole log on a thread of its own, a bounded way ahead of the one that replays it: two processors
 * share the work about equally. Made for one reading.
 */
final class LogAhead {
    private static final Logger LOG = LoggerFactory.getLogger(LogAhead.class);
    /** Steps that are handed over together, and replayed under one hold of the catalogue's lock: some 50 microseconds. */
    private static final int STEPS = 128;
    /** Batches ahead; with the steps in them some megabytes at most. */
    private static final int BATCHES = 64;

    private final long spoolId;
    private final List<Segment> segments;
    private final ArrayBlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES);
    private List<LogStep> steps = new ArrayList<>(STEPS);
    private volatile boolean abandoned;

    /**
     * Steps of one segment.
     *
     * @param last nothing follows
     * @param failure with the last one: why the log was not read to its end
     */
    record Batch(
            List<LogStep> steps, boolean last, @Nullable SpoolException failure) {}

    LogAhead(long spoolId, List<Segment> segments) {
        this.spoolId = spoolId;
        this.segments = segments;
    }

    void start(Threads threads) {
        threads.startPlatform("spool-rebuild-read", this::run);
    }

    /** The next batch, waited for; to be called until it is the last, also after {@link #abandon}. */
    Batch next() {
        boolean interrupted = false;
        while (true) {
            try {
                Batch batch = batches.take();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return batch;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
    }

    /** Gives up: the last batch comes soon. */
    void abandon() {
        abandoned = true;
    }

    private void run() {
        SpoolException failure = null;
        try {
            var decoder = new LogDecoder(this::add);
            for (Segment segment : segments) {
                if (!abandoned) {
                    read(segment, decoder);
                }
            }
        } catch (SpoolException malformed) {
            failure = malformed;
        } catch (RuntimeException bug) {
            failure = new SpoolException(Reason.FAILED, "the log cannot be understood: " + bug, bug);
        } finally {
            put(new Batch(List.of(), true, failure));
        }
    }

    private void read(Segment segment, LogDecoder decoder) throws SpoolException {
        try {
            add(new LogStep.Entered(segment));
            var scanner = new SegmentScanner(spoolId, segment.number, segment.file);
            SegmentScanner.Seen seen = scanner.scan(segment.end, segment.forced, decoder);
            add(new LogStep.Left(seen));
        } catch (IOException unreadable) {
            LOG.error(
                    "{} cannot be read; its messages are missing until it can be, and nothing newer is freed, so check the"
                            + " disk and restart",
                    segment.path,
                    unreadable);
            add(new LogStep.Unread());
        }
        flush();
    }

    private void add(LogStep step) {
        steps.add(step);
        if (steps.size() == STEPS) {
            flush();
        }
    }

    private void flush() {
        if (!steps.isEmpty() && !abandoned) {
            put(new Batch(steps, false, null));
        }
        steps = new ArrayList<>(STEPS);
    }

    private void put(Batch batch) {
        boolean interrupted = false;
        while (true) {
            try {
                batches.put(batch);
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
