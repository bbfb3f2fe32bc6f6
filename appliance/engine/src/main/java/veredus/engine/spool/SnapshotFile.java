package veredus.engine.spool;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import veredus.world.Disk.DiskFile;

/** Writes or reads a file from one place on, with a large buffer and a running checksum. Used by one thread. */
final class SnapshotFile {
    private static final int BUFFER = 1 << 20;
    private static final int MAX_TEXT = 1 << 16;

    private final DiskFile file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final CRC32C crc = new CRC32C();
    private long position;
    private boolean filled;

    SnapshotFile(DiskFile file, long position) {
        this.file = file;
        this.position = position;
    }

    /** Behind the last byte that was flushed. */
    long position() {
        return position;
    }

    /** Behind the last byte that was read. */
    long consumed() {
        return filled ? position - buffer.remaining() : position;
    }

    long crc() {
        return crc.getValue();
    }

    SnapshotFile u8(int value) throws IOException {
        room(1).put((byte) value);
        return this;
    }

    SnapshotFile u32(int value) throws IOException {
        room(4).putInt(value);
        return this;
    }

    SnapshotFile u64(long value) throws IOException {
        room(8).putLong(value);
        return this;
    }

    SnapshotFile text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_TEXT) {
            throw new IOException("a name of " + bytes.length + " bytes does not fit into a snapshot");
        }
        u32(bytes.length);
        room(bytes.length).put(bytes);
        return this;
    }

    void flush() throws IOException {
        buffer.flip();
        crc.update(buffer.duplicate());
        int length = buffer.remaining();
        file.write(buffer, position);
        position += length;
        buffer.clear();
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    int u8() throws IOException {
        return need(1).get();
    }

    int u32() throws IOException {
        return need(4).getInt();
    }

    long u64() throws IOException {
        return need(8).getLong();
    }

    String text() throws IOException {
        int length = u32();
        if (length < 0 || length > MAX_TEXT) {
            throw new EOFException("a name of " + length + " bytes in the snapshot");
        }
        byte[] bytes = new byte[length];
        need(length).get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads {@code bytes} for the checksum alone. */
    void skip(long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            buffer.clear().limit((int) Math.min(BUFFER, left));
            SpoolFiles.readFully(file, buffer, position);
            if (buffer.position() == 0) {
                throw new EOFException("the snapshot is cut off");
            }
            buffer.flip();
            left -= buffer.limit();
            position += buffer.limit();
            crc.update(buffer);
        }
    }

    private ByteBuffer need(int bytes) throws IOException {
        if (!filled || buffer.remaining() < bytes) {
            if (filled) {
                buffer.compact();
            }
            filled = true;
            int kept = buffer.position();
            SpoolFiles.readFully(file, buffer, position);
            position += buffer.position() - kept;
            buffer.flip();
            if (buffer.remaining() < bytes) {
                throw new EOFException("the snapshot is cut off");
            }
        }
        return buffer;
    }
}
