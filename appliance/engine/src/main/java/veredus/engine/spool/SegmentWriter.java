package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import veredus.engine.spool.LogFormat.RecordHeader;
import veredus.engine.spool.LogFormat.SegmentHeader;
import veredus.world.Disk.DiskFile;

/**
 * Writes records one behind the other, through one large buffer, and goes from segment to segment. Used by the writer
 * thread alone. After an exception of {@link #place}, {@link #write} or {@link #force} the segment must be given up with
 * {@link #abandon}.
 *
 * <p>Before a force the last block is filled up, and the next record begins in a new one: a block that holds durable
 * bytes is never written again, so no later accident can tear them; and the blocks of a recycled file need not be read
 * before they are written.
 */
final class SegmentWriter {
    private static final int BUFFER = 1 << 20;

    private final SpoolFiles files;
    private final long spoolId;
    private final int sizeBytes;
    private final SegmentSupply supply;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer scratch = ByteBuffer.allocate(16 + LogFormat.RECORD_HEADER);
    private final CRC32C crc = new CRC32C();

    private @Nullable Segment current;
    private int nextNumber;
    private long nextSequence;
    private int bufferStart;

    /** What the header of the next segment says of the one before. */
    private int previous;

    private int previousForced;
    private int previousEnd;

    /** Where the log ended at the start. */
    record Start(int nextNumber, long nextSequence, int previous, int previousForced, int previousEnd) {}

    SegmentWriter(SpoolFiles files, long spoolId, int sizeBytes, SegmentSupply supply, Start start) {
        this.files = files;
        this.spoolId = spoolId;
        this.sizeBytes = sizeBytes;
        this.supply = supply;
        this.nextNumber = start.nextNumber();
        this.nextSequence = start.nextSequence();
        this.previous = start.previous();
        this.previousForced = start.previousForced();
        this.previousEnd = start.previousEnd();
    }

    @Nullable
    Segment current() {
        return current;
    }

    /** The sequence of the last record placed. */
    long lastSequence() {
        return nextSequence - 1;
    }

    /** The largest record that fits into a segment, beside the one that seals it. */
    static int largestRecord(int segmentSize) {
        return segmentSize - 2 * LogFormat.BLOCK;
    }

    boolean fits(int size) {
        return current != null && current.end + size <= sizeBytes - LogFormat.BLOCK;
    }

    /** Begins the next segment; its name and header are durable on return, so that records may follow. */
    Segment begin(long lastId, long accounted) throws IOException {
        int number = nextNumber++;
        Path path = files.segment(number);
        SegmentSupply.Spare spare = supply.take();
        DiskFile file;
        if (spare == null) {
            file = files.disk.open(path);
            file.truncate(sizeBytes);
        } else {
            files.disk.rename(spare.path(), path);
            file = spare.file();
        }
        buffer.clear();
        LogFormat.writeSegmentHeader(
                buffer,
                spoolId,
                new SegmentHeader(number, nextSequence, lastId, accounted, previous, previousForced, previousEnd));
        buffer.flip();
        file.write(buffer, 0);
        file.force();
        files.disk.forceDirectory(files.directory);
        buffer.clear();
        bufferStart = LogFormat.BLOCK;
        current = new Segment(number, file, path);
        return current;
    }

    /** Puts a record at the end of the current segment, into which it {@link #fits}; not yet written. */
    void place(Waiting record) throws IOException {
        Segment segment = needCurrent();
        record.location = LogFormat.location(segment.number, segment.end);
        record.sequence = nextSequence;
        record(
                record.type,
                record.metadata,
                record.metadataLength,
                record.metadataCrc,
                record.body,
                record.bodyLength,
                record.bodyCrc);
    }

    private void record(
            byte type, byte[] metadata, int metadataLength, int metadataCrc, byte[] body, int bodyLength, int bodyCrc)
            throws IOException {
        Segment segment = needCurrent();
        var header = new RecordHeader(
                type, (byte) 1, metadataLength, bodyLength, nextSequence++, segment.forced, metadataCrc, bodyCrc);
        room(LogFormat.RECORD_HEADER);
        LogFormat.writeRecordHeader(
                buffer, crc, scratch, spoolId, LogFormat.location(segment.number, segment.end), header);
        put(metadata, metadataLength);
        put(body, bodyLength);
        int start = segment.end;
        segment.end = start + header.size();
    }

    /** Hands everything placed to the operating system. */
    void write() throws IOException {
        if (buffer.position() > 0) {
            int length = buffer.position();
            buffer.flip();
            needCurrent().file.write(buffer, bufferStart);
            buffer.clear();
            bufferStart += length;
        }
    }

    /** Everything placed in this segment becomes durable here, at the return of {@code file.force()}. */
    void force() throws IOException {
        Segment segment = needCurrent();
        int padded = LogFormat.upToBlock(segment.end);
        room(LogFormat.BLOCK);
        while (bufferStart + buffer.position() < padded) {
            buffer.put((byte) 0);
        }
        write();
        segment.file.force();
        segment.end = padded;
        segment.forced = padded;
    }

    /** Ends the current segment: no record will follow in it. All of it is durable on return. */
    void seal(byte type) throws IOException {
        record(type, new byte[0], 0, 0, new byte[0], 0, 0);
        force();
        Segment segment = needCurrent();
        previous = segment.number;
        previousForced = segment.forced;
        previousEnd = segment.end;
        segment.sealed = true;
        current = null;
    }

    /** Gives the current segment up after a failure: what was not durable in it is void, and is never tried again. */
    void abandon() {
        Segment segment = current;
        if (segment != null) {
            previous = segment.number;
            previousForced = segment.forced;
            previousEnd = segment.forced;
            segment.end = segment.forced;
            segment.suspect = true;
            segment.sealed = true;
            current = null;
        }
        buffer.clear();
    }

    private void put(byte[] from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!buffer.hasRemaining()) {
                write();
            }
            int part = Math.min(buffer.remaining(), length - done);
            buffer.put(from, done, part);
            done += part;
        }
    }

    private void room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            write();
        }
    }

    private Segment needCurrent() {
        Segment segment = current;
        if (segment == null) {
            throw new IllegalStateException("no segment has been begun");
        }
        return segment;
    }
}
