package veredus.engine.settlement;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.admin.SiteCounts;

/**
 * How receiving sites have answered lately, by the vMTA that asked: minute counters, and the last error. Written by the
 * settlement thread once a batch is durable; any thread may read. Guarded by its own lock.
 */
public final class SiteTraffic {
    /**
     * vMTAs times sites that are counted one by one, about 1.5 KiB each; those that have been silent for an hour make
     * room for others, and what finds none is counted as one.
     */
    public static final int MOST_PATHS = 4_096;

    /** Characters of an error that are kept. */
    static final int LONGEST_ERROR = 500;

    private static final int MINUTE = 1;
    private static final int QUARTER = 15;
    private static final Duration LOOK_FOR_ROOM = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Kept> paths = new LinkedHashMap<>();
    private final Traffic others = new Traffic();
    private final int mostPaths;
    private Instant roomLookedFor = Instant.MIN;

    private record Path(String vmta, String site) {}

    /** What is kept of one path. */
    private static final class Kept {
        private final Traffic traffic = new Traffic();
        private Optional<LastError> lastError = Optional.empty();
    }

    /** The last reply that was no success, or failure. */
    public record LastError(String text, Instant when) {}

    /** What came of one site's recipients over one vMTA. */
    public record Seen(
            String vmta,
            String site,
            SiteCounts minute,
            SiteCounts quarter,
            SiteCounts hour,
            Optional<LastError> lastError) {}

    SiteTraffic() {
        this(MOST_PATHS);
    }

    SiteTraffic(int mostPaths) {
        this.mostPaths = mostPaths;
    }

    /** Counts what is durable; what was never asked of a site is nothing here. */
    void count(List<AccountingRecord> records) {
        lock.lock();
        try {
            for (AccountingRecord record : records) {
                count(record);
            }
        } finally {
            lock.unlock();
        }
    }

    private void count(AccountingRecord record) {
        switch (record) {
            case AccountingRecord.Received r -> {}
            case AccountingRecord.Delivered d -> count(d.attempt(), Traffic.Kind.DELIVERED, d.logged(), "");
            case AccountingRecord.TransientFailure t ->
                count(t.attempt(), Traffic.Kind.DEFERRED, t.logged(), t.diagnostic());
            case AccountingRecord.Bounced b -> count(b.attempt(), Traffic.Kind.BOUNCED, b.logged(), b.diagnostic());
            case AccountingRecord.QueueFailure q -> {
                Kept kept = q.attempt().site().isEmpty() ? null : kept(q.attempt(), q.logged());
                if (kept != null) {
                    kept.lastError = Optional.of(error(q.diagnostic(), q.logged()));
                }
            }
        }
    }

    private void count(AttemptFacts attempt, Traffic.Kind kind, Instant when, String error) {
        if (attempt.site().isEmpty()) {
            return;
        }
        Kept kept = kept(attempt, when);
        if (kept == null) {
            others.count(kind, when.getEpochSecond());
            return;
        }
        kept.traffic.count(kind, when.getEpochSecond());
        if (!error.isEmpty()) {
            kept.lastError = Optional.of(error(error, when));
        }
    }

    private static LastError error(String text, Instant when) {
        return new LastError(text.substring(0, Math.min(text.length(), LONGEST_ERROR)), when);
    }

    /** Null where there is no room. */
    private @Nullable Kept kept(AttemptFacts attempt, Instant now) {
        var path = new Path(attempt.vmta(), attempt.site());
        Kept known = paths.get(path);
        if (known != null) {
            return known;
        }
        if (paths.size() >= mostPaths) {
            makeRoom(now);
        }
        if (paths.size() >= mostPaths) {
            return null;
        }
        var kept = new Kept();
        paths.put(path, kept);
        return kept;
    }

    /** Looks at all of them, so not for each record. */
    private void makeRoom(Instant now) {
        if (now.isBefore(roomLookedFor) || !now.isBefore(roomLookedFor.plus(LOOK_FOR_ROOM))) {
            roomLookedFor = now;
            paths.values().removeIf(kept -> kept.traffic.isOver(now.getEpochSecond()));
        }
    }

    /** What came within the last minutes, site by site and vMTA by vMTA. */
    public List<Seen> seen(Instant now) {
        long second = now.getEpochSecond();
        var seen = new ArrayList<Seen>();
        lock.lock();
        try {
            paths.forEach((path, kept) -> seen.add(new Seen(
                    path.vmta(),
                    path.site(),
                    kept.traffic.counts(MINUTE, second),
                    kept.traffic.counts(QUARTER, second),
                    kept.traffic.counts(Traffic.MINUTES, second),
                    kept.lastError)));
        } finally {
            lock.unlock();
        }
        return seen;
    }

    /** What came within the last hour of sites that are not counted one by one. */
    public SiteCounts others(Instant now) {
        return others(Traffic.MINUTES, now);
    }

    /** What came of them within the last minute. */
    public SiteCounts othersOfMinute(Instant now) {
        return others(MINUTE, now);
    }

    private SiteCounts others(int window, Instant now) {
        lock.lock();
        try {
            return others.counts(window, now.getEpochSecond());
        } finally {
            lock.unlock();
        }
    }
}
