package veredus.engine.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.SpoolPolicy;
import veredus.world.Disk;

/** Watches the free space and the health of the log, and says whether new mail may come in. Polled by the writer. */
final class Space {
    private static final Logger LOG = LoggerFactory.getLogger(Space.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    /** How long new mail is refused after the log has failed. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Disk disk;
    private final Path directory;
    private final long softFree;
    private final long hardFree;
    private final SegmentSupply supply;

    private volatile Admission admission = Admission.OPEN;
    private volatile long freeBytes;
    private long nextPoll;
    private long failedUntil;
    private boolean failed;

    Space(Disk disk, Path directory, SpoolPolicy policy, SegmentSupply supply, long now) {
        this.disk = disk;
        this.directory = directory;
        this.softFree = policy.softFree().bytes();
        this.hardFree = policy.hardFree().bytes();
        this.supply = supply;
        this.nextPoll = now;
        poll(now);
    }

    Admission admission() {
        return admission;
    }

    long freeBytes() {
        return freeBytes;
    }

    /** All that the disk has; 0 when it cannot be told, which {@link #poll} will have logged. */
    long diskBytes() {
        try {
            return disk.totalBytes(directory);
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** Looks at the disk, at most once a second. Writer thread. */
    void poll(long now) {
        if (now - nextPoll < 0) {
            return;
        }
        nextPoll = now + POLL.toNanos();
        failed &= now - failedUntil < 0;
        become(failed ? Admission.HARD_LIMIT : bySpace());
    }

    /** The log has failed just now. Writer thread. */
    void failed(long now) {
        failed = true;
        failedUntil = now + AFTER_FAILURE.toNanos();
        become(Admission.HARD_LIMIT);
    }

    /** Whether a failed write was for want of space. */
    boolean isFull(IOException failure) {
        return String.valueOf(failure.getMessage()).contains("No space left") || bySpace() == Admission.HARD_LIMIT;
    }

    private Admission bySpace() {
        try {
            long free = disk.freeBytes(directory);
            freeBytes = free;
            return free < hardFree ? Admission.HARD_LIMIT : free < softFree ? Admission.SOFT_LIMIT : Admission.OPEN;
        } catch (IOException unknown) {
            LOG.warn("cannot tell the free space of {}; new mail is refused until it can be told", directory, unknown);
            return Admission.HARD_LIMIT;
        }
    }

    private void become(Admission next) {
        if (next != admission) {
            LOG.warn("admission of new mail goes from {} to {}; see the free space of {}", admission, next, directory);
            admission = next;
            supply.mayMake(next == Admission.OPEN);
        }
    }
}
