package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.spool.LogFormat.RecordHeader;
import veredus.engine.spool.LogFormat.SegmentHeader;
import veredus.world.Disk.DiskFile;

/**
 * Finds out, at the start, what there is: opens the segments, reads their headers, and scans the last one to its end.
 * That takes one segment's time whatever is queued; reading all of them is {@link Rebuild}'s, in the background.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final SpoolFiles files;
    private final long spoolId;
    private final boolean onlyLooking;

    /**
     * What was found.
     *
     * @param segments with records, oldest first, all sealed
     * @param lastSequence of the log; 0 for an empty one
     * @param closed whether the log ends with a clean stop
     */
    record Result(
            List<Segment> segments,
            SegmentWriter.Start start,
            long lastSequence,
            long lastId,
            long accounted,
            boolean closed) {}

    /** With {@code onlyLooking} nothing is changed on the disk. */
    Recovery(SpoolFiles files, long spoolId, boolean onlyLooking) {
        this.files = files;
        this.spoolId = spoolId;
        this.onlyLooking = onlyLooking;
    }

    Result run() throws IOException, SpoolException {
        var segments = new ArrayList<Segment>();
        var headers = new ArrayList<SegmentHeader>();
        int nextNumber = 1;
        List<Integer> numbers = files.segmentNumbers();
        for (int number : numbers) {
            nextNumber = number + 1;
            open(number, segments, headers);
        }
        for (int i = 0; i < segments.size(); i++) {
            limits(segments.get(i), headers);
        }
        return tail(segments, headers, nextNumber);
    }

    private void open(int number, List<Segment> segments, List<SegmentHeader> headers)
            throws IOException, SpoolException {
        Path path = files.segment(number);
        DiskFile file = onlyLooking ? files.disk.openForReading(path) : files.disk.open(path);
        ByteBuffer block = ByteBuffer.allocate(LogFormat.BLOCK);
        SpoolFiles.readFully(file, block, 0);
        block.flip();
        if (LogFormat.isSegmentHeader(block, spoolId, number)) {
            if (LogFormat.versionOf(block) > LogFormat.FORMAT_VERSION) {
                throw SpoolFiles.corrupt(path + " has format " + LogFormat.versionOf(block)
                        + ", which is newer than this version; run the version that wrote it");
            }
            headers.add(LogFormat.readSegmentHeader(block));
            segments.add(new Segment(number, file, path));
            return;
        }
        if (isVoid(number, file)) {
            // The crash or failure came before its header was durable, so no record was ever written to it.
            file.close();
            if (!onlyLooking) {
                files.disk.delete(path);
                files.disk.forceDirectory(files.directory);
            }
            return;
        }
        LOG.error("the header of {} is damaged; its records are read without it", path);
        headers.add(new SegmentHeader(number, 0, 0, 0, 0, 0, 0));
        segments.add(new Segment(number, file, path));
    }

    private boolean isVoid(int number, DiskFile file) throws IOException, SpoolException {
        var scanner = new SegmentScanner(spoolId, number, file);
        return scanner.scan(Integer.MAX_VALUE, Integer.MAX_VALUE, new Ids(0, 0)).lastSequence() < 0;
    }

    /** What the segment behind it says of {@code segment}. */
    private static void limits(Segment segment, List<SegmentHeader> headers) {
        segment.sealed = true;
        segment.end = Integer.MAX_VALUE;
        segment.forced = Integer.MAX_VALUE;
        for (SegmentHeader header : headers) {
            if (header.previous() == segment.number) {
                segment.end = header.previousEnd();
                segment.forced = header.previousForced();
            }
        }
    }

    private Result tail(List<Segment> segments, List<SegmentHeader> headers, int nextNumber)
            throws IOException, SpoolException {
        if (segments.isEmpty()) {
            return new Result(segments, new SegmentWriter.Start(nextNumber, 1, 0, 0, 0), 0, 0, 0, false);
        }
        Segment last = segments.getLast();
        SegmentHeader header = headers.getLast();
        var ids = new Ids(header.lastId(), header.accounted());
        var scanner = new SegmentScanner(spoolId, last.number, last.file);
        SegmentScanner.Seen seen = scanner.scan(Integer.MAX_VALUE, Integer.MAX_VALUE, ids);
        last.forced = seen.forced();
        last.end = LogFormat.upToBlock(seen.end());
        long sequence = Math.max(seen.lastSequence(), header.baseSequence() - 1);
        var start = new SegmentWriter.Start(nextNumber, sequence + 1, last.number, last.forced, last.end);
        return new Result(segments, start, sequence, ids.lastId, ids.accounted, seen.lastType() == LogFormat.CLOSED);
    }

    /** The greatest id and the last checkpoint. */
    private static final class Ids implements SegmentScanner.Visitor {
        private long lastId;
        private long accounted;

        Ids(long lastId, long accounted) {
            this.lastId = lastId;
            this.accounted = accounted;
        }

        @Override
        public void record(RecordHeader header, BytesIn metadata, long location) throws SpoolException {
            if (header.type() == LogFormat.MESSAGE || header.type() == LogFormat.CHUNK_TYPE) {
                lastId = Math.max(lastId, metadata.u64());
            } else if (header.type() == LogFormat.ACCOUNTED) {
                accounted = Math.max(accounted, metadata.u64());
            }
        }

        @Override
        public void damage(int from, int to) {
            // Rebuild reads the segment again and reports it.
        }
    }
}
