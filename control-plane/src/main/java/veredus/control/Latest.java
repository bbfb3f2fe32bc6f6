package veredus.control;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import veredus.control.live.Poller;
import veredus.control.live.Snapshot;

/** What the poller saw last, for screens that are built before it. */
final class Latest implements Supplier<Snapshot> {
    private volatile @Nullable Poller poller;

    void of(Poller known) {
        poller = known;
    }

    @Override
    public Snapshot get() {
        Poller known = poller;
        return known == null ? Snapshot.NOTHING : known.latest();
    }
}
