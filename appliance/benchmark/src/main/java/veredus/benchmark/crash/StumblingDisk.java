package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import veredus.world.Disk;

/**
 * A disk that counts what changes it, over all files and threads, and stumbles at one place of that count. Safe for use
 * by many threads.
 */
final class StumblingDisk extends PassingDisk {
    private static final int KILLED = 137;

    private final Stumble stumble;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong forces = new AtomicLong();

    /** Where it stumbles; counts begin with 1. */
    sealed interface Stumble {
        /** The process ends at once before the {@code at}-th change. */
        record Halt(long at) implements Stumble {}

        /** The syncs from the {@code from}-th to the {@code to}-th fail with an I/O error. */
        record ForceFails(long from, long to) implements Stumble {}

        /** The writes from the {@code from}-th to the {@code to}-th find the disk full. */
        record Full(long from, long to) implements Stumble {}

        /**
         * Reads {@code halt:N}, {@code force:FROM:TO} or {@code full:FROM:TO}.
         *
         * @throws IllegalArgumentException when it is none of them
         */
        static Stumble parse(String text) {
            String[] words = text.split(":", -1);
            return switch (words[0]) {
                case "halt" -> new Halt(Long.parseLong(words[1]));
                case "force" -> new ForceFails(Long.parseLong(words[1]), Long.parseLong(words[2]));
                case "full" -> new Full(Long.parseLong(words[1]), Long.parseLong(words[2]));
                default -> throw new IllegalArgumentException("not a stumble: " + text);
            };
        }
    }

    StumblingDisk(Disk under, Stumble stumble) {
        super(under);
        this.stumble = stumble;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        if (!under.exists(file)) {
            change();
        }
        return new StumblingFile(under.open(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change();
        under.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        change();
        under.delete(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        change();
        forced();
        under.forceDirectory(directory);
    }

    private void change() {
        if (stumble instanceof Stumble.Halt(long at) && changes.incrementAndGet() >= at) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private void written() throws IOException {
        long count = writes.incrementAndGet();
        if (stumble instanceof Stumble.Full(long from, long to) && count >= from && count <= to) {
            throw new IOException("No space left on device");
        }
    }

    private void forced() throws IOException {
        long count = forces.incrementAndGet();
        if (stumble instanceof Stumble.ForceFails(long from, long to) && count >= from && count <= to) {
            throw new IOException("Input/output error");
        }
    }

    private final class StumblingFile extends PassingFile {
        private StumblingFile(DiskFile under) {
            super(under);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            change();
            written();
            super.write(from, position);
        }

        @Override
        public void force() throws IOException {
            change();
            forced();
            super.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            change();
            super.truncate(size);
        }
    }
}
