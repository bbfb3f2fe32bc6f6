package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import veredus.engine.spool.LogFormat.RecordHeader;
import veredus.world.Disk.DiskFile;

/**
 * Reads the records of one segment in order, with large reads, and finds its way past damage: after something that is
 * no record it looks for the next header whose checksum fits its place. Bodies are read only where a crash may have
 * torn them, or when all is to be checked. Used by one thread.
 */
final class SegmentScanner {
    private static final int WINDOW = 512 << 10;

    private final long spoolId;
    private final int number;
    private final DiskFile file;
    private final long size;
    private byte[] window = new byte[WINDOW];
    private ByteBuffer view = ByteBuffer.wrap(window);
    private long windowStart;
    private int windowLength;

    /** Takes what is found. */
    interface Visitor {
        /** A sound record; {@code metadata} is good until the call returns, the body is not read. */
        void record(RecordHeader header, BytesIn metadata, long location) throws SpoolException;

        /** Bytes from {@code from} to {@code to} that are no sound record. */
        void damage(int from, int to) throws SpoolException;
    }

    /**
     * What a scan has seen.
     *
     * @param end behind the last sound record
     * @param forced the greatest position that a record calls durable
     * @param lastSequence of the last sound record; -1 without one
     * @param lastType of the last sound record; 0 without one
     */
    record Seen(int end, int forced, long lastSequence, byte lastType) {}

    SegmentScanner(long spoolId, int number, DiskFile file) throws IOException {
        this.spoolId = spoolId;
        this.number = number;
        this.file = file;
        this.size = file.size();
    }

    /**
     * Visits the records up to {@code end}; checks the bodies of those at {@code bodiesFrom} and behind.
     *
     * @throws IOException when the file cannot be read
     */
    Seen scan(int end, int bodiesFrom, Visitor visitor) throws IOException, SpoolException {
        int limit = (int) Math.min(end, size);
        int at = LogFormat.BLOCK;
        int soundEnd = at;
        int forced = at;
        long sequence = -1;
        byte type = 0;
        while (at + LogFormat.RECORD_HEADER <= limit) {
            RecordHeader header = headerAt(at, limit);
            if (header == null) {
                int next = nextHeader(at, limit);
                if (next < 0) {
                    break;
                }
                header = reload(next, limit);
                int boundary = LogFormat.upToBlock(at);
                boolean padding = next == boundary && header.sequence() == sequence + 1;
                if (!padding) {
                    visitor.damage(next > boundary && isZero(at, boundary) ? boundary : at, next);
                    header = reload(next, limit);
                }
                at = next;
            }
            forced = Math.max(forced, header.forced());
            sequence = header.sequence();
            if (isSound(header, at, bodiesFrom)) {
                type = header.type();
                int offset = (int) (at - windowStart) + LogFormat.RECORD_HEADER;
                visitor.record(
                        header, new BytesIn(window, offset, header.metadataLength()), LogFormat.location(number, at));
            } else {
                visitor.damage(at, at + header.size());
            }
            at += header.size();
            soundEnd = at;
        }
        return new Seen(soundEnd, forced, sequence, type);
    }

    private RecordHeader reload(int at, int limit) throws IOException {
        RecordHeader header = headerAt(at, limit);
        if (header == null) {
            throw new IOException("segment " + number + " changes while it is read");
        }
        return header;
    }

    private boolean isZero(int from, int to) throws IOException {
        if (!load(from, to - from)) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (window[(int) (i - windowStart)] != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isSound(RecordHeader header, int at, int bodiesFrom) throws IOException {
        boolean withBody = at >= bodiesFrom;
        int offset = LogFormat.RECORD_HEADER + header.metadataLength();
        load(at, withBody ? header.size() : offset);
        int start = (int) (at - windowStart);
        return LogFormat.crc(window, start + LogFormat.RECORD_HEADER, header.metadataLength()) == header.metadataCrc()
                && (!withBody || LogFormat.crc(window, start + offset, header.bodyLength()) == header.bodyCrc());
    }

    private @Nullable RecordHeader headerAt(int at, int limit) throws IOException {
        if (at + LogFormat.RECORD_HEADER > limit || !load(at, LogFormat.RECORD_HEADER)) {
            return null;
        }
        RecordHeader header =
                LogFormat.readRecordHeader(view, (int) (at - windowStart), spoolId, LogFormat.location(number, at));
        return header == null || (long) at + header.size() > limit ? null : header;
    }

    /** The next place, from {@code at} on, where a record begins; -1 when there is none. */
    private int nextHeader(int at, int limit) throws IOException {
        int boundary = LogFormat.upToBlock(at);
        if (boundary != at && isZero(at, boundary) && headerAt(boundary, limit) != null) {
            return boundary;
        }
        byte first = (byte) (LogFormat.RECORD_MAGIC >>> 24);
        int last = limit - LogFormat.RECORD_HEADER;
        for (int i = at; i <= last; ) {
            if (!load(i, LogFormat.RECORD_HEADER)) {
                return -1;
            }
            // What was never written reads as zeros, many megabytes of them: so a tight loop within the window.
            int start = (int) (i - windowStart);
            int end = (int) Math.min(windowLength, last + 1 - windowStart);
            int place = start;
            while (place < end && window[place] != first) {
                place++;
            }
            i += place - start;
            if (place < end) {
                if (headerAt(i, limit) != null) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** Has {@code length} bytes from {@code at} on in the window; answers whether the file has them. */
    private boolean load(int at, int length) throws IOException {
        if (at >= windowStart && at + length <= windowStart + windowLength) {
            return true;
        }
        if (length > window.length) {
            window = new byte[length];
            view = ByteBuffer.wrap(window);
        }
        windowStart = at;
        ByteBuffer into = ByteBuffer.wrap(window, 0, (int) Math.min(window.length, size - at));
        SpoolFiles.readFully(file, into, at);
        windowLength = into.position();
        return windowLength >= length;
    }
}
