package veredus.control.live;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.GroupView;
import veredus.api.admin.PendingView;
import veredus.api.admin.QueueView;

/**
 * The engine as it was last seen. Immutable, and made once for all who watch.
 *
 * @param asked when it was last asked
 * @param seen when it last answered; absent before the first answer
 * @param fault why it did not answer the last time; absent when it did
 * @param status as it was when seen
 * @param now rates of the last second or seconds
 * @param queues those with the most deliveries
 * @param providers receiving sites with the most deliveries
 * @param pending what may still be undone
 */
public record Snapshot(
        Instant asked,
        Optional<Instant> seen,
        Optional<String> fault,
        Optional<EngineStatus> status,
        Optional<Sample> now,
        List<QueueView> queues,
        List<GroupView> providers,
        List<PendingView> pending) {
    /** Before the engine was first asked. */
    public static final Snapshot NOTHING = new Snapshot(
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of());

    public Snapshot {
        queues = List.copyOf(queues);
        providers = List.copyOf(providers);
        pending = List.copyOf(pending);
    }

    public boolean isReachable() {
        return seen.isPresent() && fault.isEmpty();
    }

    /** The same, not having answered this time. */
    Snapshot failed(Instant when, String why) {
        return new Snapshot(when, seen, Optional.of(why), status, now, queues, providers, pending);
    }

    /** When all that waits would be delivered at the rate of now; absent where nothing waits or nothing moves. */
    public Optional<Duration> drain() {
        double rate = now.map(Sample::delivered).orElse(0.0);
        long queued = status.map(EngineStatus::queued).orElse(0L);
        return rate < 0.05 || queued == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds((long) (queued / rate)));
    }
}
