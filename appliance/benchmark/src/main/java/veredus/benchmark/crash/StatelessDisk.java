package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import veredus.world.Disk;

/**
 * Plants a fault: spoils every record of the log that says how far deliveries have come, so that none of them is found
 * again. See {@code veredus.engine.spool.LogFormat} for what a record looks like.
 */
final class StatelessDisk extends PassingDisk {
    private static final int RECORD_MAGIC = 0x5652F7C1;
    private static final byte STATES = 3;
    private static final int HEADER = 40;

    StatelessDisk(Disk under) {
        super(under);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        DiskFile opened = under.open(file);
        String name = file.getFileName().toString();
        return name.endsWith(".log") || name.endsWith(".spare") ? new Spoiled(opened) : opened;
    }

    private static final class Spoiled extends PassingFile {
        private Spoiled(DiskFile under) {
            super(under);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            ByteBuffer spoiled = ByteBuffer.allocate(from.remaining());
            spoiled.put(from).flip();
            for (int at = 0; at + HEADER < spoiled.limit(); at++) {
                if (spoiled.getInt(at) == RECORD_MAGIC && spoiled.get(at + 4) == STATES) {
                    spoiled.put(at + HEADER, (byte) ~spoiled.get(at + HEADER));
                }
            }
            super.write(spoiled, position);
        }
    }
}
