package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Disk.DiskFile;

/** Keeps copies of damaged bytes of the log, for whoever wants to rescue something, and reports each of them once. */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final int MAX_COPY = 4 << 20;

    private final SpoolFiles files;

    Quarantine(SpoolFiles files) {
        this.files = files;
    }

    void keep(Segment segment, int from, int to) {
        String name = String.format(Locale.ROOT, "%08d-%d-%d.damaged", segment.number, from, to);
        Path copy = files.quarantine().resolve(name);
        if (files.disk.exists(copy)) {
            return;
        }
        LOG.error(
                "{}: bytes {} to {} are damaged; what was there is lost, all else is sound; a copy is {}; check the disk",
                segment.path,
                from,
                to,
                copy);
        try {
            files.disk.createDirectories(files.quarantine());
            ByteBuffer bytes = ByteBuffer.allocate(Math.min(MAX_COPY, to - from));
            SpoolFiles.readFully(segment.file, bytes, from);
            bytes.flip();
            try (DiskFile file = files.disk.open(copy)) {
                file.write(bytes, 0);
                file.force();
            }
        } catch (IOException failure) {
            LOG.error("cannot copy damaged bytes to {}", copy, failure);
        }
    }
}
