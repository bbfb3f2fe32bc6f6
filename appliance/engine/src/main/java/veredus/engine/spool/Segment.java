package veredus.engine.spool;

import java.nio.file.Path;
import java.util.TreeSet;
import veredus.world.Disk.DiskFile;

/**
 * One file of the log, and the account of what in it is still needed. The writer alone moves {@code end} and
 * {@code forced}; the rest is guarded by the catalogue's lock.
 */
final class Segment {
    final int number;
    final DiskFile file;
    final Path path;

    /** Up to here it holds records. */
    volatile int end = LogFormat.BLOCK;
    /** Up to here it is durable. */
    volatile int forced = LogFormat.BLOCK;
    /** Nobody writes to it any more. */
    volatile boolean sealed;
    /** Its disk has failed: it is never used again. */
    volatile boolean suspect;

    /** The disk did not give all of it at the start: what is not known to be needed may be. */
    boolean unread;

    /** Records of messages and chunks, counted once for each delivery that needs them. */
    long live;

    long liveUnits;
    /** Deliveries whose latest state is here. */
    long states;
    /** Older segments with messages whose end is recorded here: this one must outlive them. */
    final TreeSet<Integer> endsOf = new TreeSet<>();
    /** Segments out of which messages were moved to here: this one must outlive them. */
    final TreeSet<Integer> movedFrom = new TreeSet<>();
    /** Readers that use the file just now. */
    int readers;

    Segment(int number, DiskFile file, Path path) {
        this.number = number;
        this.file = file;
        this.path = path;
    }

    /** Share (0 to 1) of its bytes that messages and states still need. */
    double liveShare() {
        long used = Math.max(1, end - LogFormat.BLOCK);
        return (double) (liveUnits * Catalogue.UNIT + states * Catalogue.STATE_BYTES) / used;
    }

    boolean isEmpty() {
        return live == 0 && states == 0;
    }

    @Override
    public String toString() {
        return path.getFileName() + " (live " + live + ", states " + states + ", ends of " + endsOf + ", moved from "
                + movedFrom + ")";
    }
}
