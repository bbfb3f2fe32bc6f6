package veredus.engine.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a segment of the log looks. All numbers are big-endian; {@code appliance/docs/spool-format.md} says why.
 *
 * <pre>
 * segment = header *( record / padding )
 * header  = magic:4 version:2 zero:2 spoolId:8 number:4 zero:4 baseSequence:8 lastId:8 accounted:8
 *           previous:4 previousForced:4 previousEnd:4 crc:4              ; one block of 4096 bytes
 * record  = magic:4 type:1 version:1 zero:2 metadataLength:4 bodyLength:4 sequence:8 forced:4
 *           metadataCrc:4 bodyCrc:4 headerCrc:4 metadata body
 * padding = bytes up to the next multiple of 4096
 * </pre>
 *
 * {@code headerCrc} is CRC-32C over spool id, segment number, position and the bytes before it, so neither a record of
 * a recycled segment nor one that landed in a wrong place ever passes. {@code forced} is the position up to which this
 * segment was durable when the record was written: damage below the greatest of them is decay, damage above it is what
 * a crash has torn. {@code previousForced} and {@code previousEnd} say the same of the segment before; what lies there
 * from {@code previousEnd} on was never acknowledged and is void.
 */
final class LogFormat {
    static final int BLOCK = 4096;
    static final int RECORD_HEADER = 40;
    /** 2 since a state may have a priority of its own; what 1 wrote reads the same. */
    static final short FORMAT_VERSION = 2;

    static final int SEGMENT_MAGIC = 0x56524C47;
    static final int RECORD_MAGIC = 0x5652F7C1;
    /** A longer metadata part is refused when writing and taken for damage when reading. */
    static final int MAX_METADATA = 16 << 20;

    static final int MAX_BODY = 1 << 20;
    /** Pieces of a large body. */
    static final int CHUNK = 256 << 10;

    static final byte MESSAGE = 1;
    static final byte CHUNK_TYPE = 2;
    static final byte STATES = 3;
    static final byte VOIDS = 4;
    static final byte ACCOUNTED = 5;
    static final byte SEALED = 6;
    static final byte CLOSED = 7;

    private static final int SEGMENT_HEADER = 64;

    private LogFormat() {}

    /** The first block of a segment; see the grammar above. */
    record SegmentHeader(
            int number,
            long baseSequence,
            long lastId,
            long accounted,
            int previous,
            int previousForced,
            int previousEnd) {}

    /** The fixed part of a record. */
    record RecordHeader(
            byte type,
            byte version,
            int metadataLength,
            int bodyLength,
            long sequence,
            int forced,
            int metadataCrc,
            int bodyCrc) {
        int size() {
            return RECORD_HEADER + metadataLength + bodyLength;
        }
    }

    static int upToBlock(int position) {
        return (position + BLOCK - 1) & -BLOCK;
    }

    static long location(int segment, int position) {
        return ((long) segment << 32) | position;
    }

    static int segmentOf(long location) {
        return (int) (location >>> 32);
    }

    static int positionOf(long location) {
        return (int) location;
    }

    static int crc(byte[] bytes, int offset, int length) {
        var crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    static void writeSegmentHeader(ByteBuffer into, long spoolId, SegmentHeader header) {
        int start = into.position();
        into.putInt(SEGMENT_MAGIC).putShort(FORMAT_VERSION).putShort((short) 0);
        into.putLong(spoolId).putInt(header.number()).putInt(0);
        into.putLong(header.baseSequence()).putLong(header.lastId()).putLong(header.accounted());
        into.putInt(header.previous()).putInt(header.previousForced()).putInt(header.previousEnd());
        into.putInt(crcOf(into, start, SEGMENT_HEADER - 4));
        while (into.position() < start + BLOCK) {
            into.put((byte) 0);
        }
    }

    /** Whether the block is the header of segment {@code number} of this spool. */
    static boolean isSegmentHeader(ByteBuffer block, long spoolId, int number) {
        return block.limit() >= SEGMENT_HEADER
                && block.getInt(0) == SEGMENT_MAGIC
                && block.getLong(8) == spoolId
                && block.getInt(16) == number
                && block.getInt(SEGMENT_HEADER - 4) == crcOf(block, 0, SEGMENT_HEADER - 4);
    }

    static short versionOf(ByteBuffer block) {
        return block.getShort(4);
    }

    static SegmentHeader readSegmentHeader(ByteBuffer block) {
        return new SegmentHeader(
                block.getInt(16),
                block.getLong(24),
                block.getLong(32),
                block.getLong(40),
                block.getInt(48),
                block.getInt(52),
                block.getInt(56));
    }

    /** Writes the fixed part; {@code crc} is the caller's to use again. */
    static void writeRecordHeader(
            ByteBuffer into, CRC32C crc, ByteBuffer scratch, long spoolId, long location, RecordHeader header) {
        scratch.clear();
        scratch.putLong(spoolId).putLong(location);
        scratch.putInt(RECORD_MAGIC).put(header.type()).put(header.version()).putShort((short) 0);
        scratch.putInt(header.metadataLength()).putInt(header.bodyLength());
        scratch.putLong(header.sequence()).putInt(header.forced());
        scratch.putInt(header.metadataCrc()).putInt(header.bodyCrc());
        crc.reset();
        scratch.flip();
        crc.update(scratch);
        scratch.position(16);
        into.put(scratch).putInt((int) crc.getValue());
    }

    /** The fixed part at {@code offset} of {@code from}, or null when there is no record that belongs at {@code location}. */
    static @Nullable RecordHeader readRecordHeader(ByteBuffer from, int offset, long spoolId, long location) {
        if (from.getInt(offset) != RECORD_MAGIC) {
            return null;
        }
        var seed = ByteBuffer.allocate(16).putLong(spoolId).putLong(location).flip();
        var crc = new CRC32C();
        crc.update(seed);
        crc.update(from.slice(offset, RECORD_HEADER - 4));
        if ((int) crc.getValue() != from.getInt(offset + RECORD_HEADER - 4)) {
            return null;
        }
        var header = new RecordHeader(
                from.get(offset + 4),
                from.get(offset + 5),
                from.getInt(offset + 8),
                from.getInt(offset + 12),
                from.getLong(offset + 16),
                from.getInt(offset + 24),
                from.getInt(offset + 28),
                from.getInt(offset + 32));
        boolean bounded = header.metadataLength() >= 0
                && header.metadataLength() <= MAX_METADATA
                && header.bodyLength() >= 0
                && header.bodyLength() <= MAX_BODY;
        return bounded ? header : null;
    }

    private static int crcOf(ByteBuffer from, int offset, int length) {
        var crc = new CRC32C();
        crc.update(from.slice(offset, length));
        return (int) crc.getValue();
    }
}
