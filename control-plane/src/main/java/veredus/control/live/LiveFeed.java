package veredus.control.live;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import veredus.world.Time;

/**
 * Shows one live view to all who watch it: frames are made once for each look at the engine and shared. At most
 * {@link #MOST} watch. Safe for many threads.
 */
public final class LiveFeed implements Consumer<Snapshot>, AutoCloseable {
    public static final int MOST = 500;

    private final Time time;
    private final Function<Snapshot, List<Frame>> view;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Viewer> viewers = new LinkedHashSet<>();
    private volatile Consumer<Boolean> watched = somebody -> {};

    /** Shows what {@code view} makes of each look. */
    public LiveFeed(Time time, Function<Snapshot, List<Frame>> view) {
        this.time = time;
        this.view = view;
    }

    /** Lets {@code poller} know whether somebody watches. */
    public void tell(Poller poller) {
        watched = poller::watched;
    }

    @Override
    public void accept(Snapshot snapshot) {
        List<Viewer> now = copy();
        if (now.isEmpty()) {
            return;
        }
        Frame all = Frame.together(view.apply(snapshot));
        now.forEach(viewer -> viewer.offer(all));
    }

    private List<Viewer> copy() {
        lock.lock();
        try {
            return List.copyOf(viewers);
        } finally {
            lock.unlock();
        }
    }

    /** Another one watches; absent when there are too many. */
    public Optional<Viewer> join() {
        var viewer = new Viewer(time.bell(), this::leave);
        lock.lock();
        try {
            if (viewers.size() >= MOST) {
                return Optional.empty();
            }
            viewers.add(viewer);
        } finally {
            lock.unlock();
        }
        watched.accept(true);
        return Optional.of(viewer);
    }

    private void leave(Viewer viewer) {
        boolean somebody;
        lock.lock();
        try {
            viewers.remove(viewer);
            somebody = !viewers.isEmpty();
        } finally {
            lock.unlock();
        }
        watched.accept(somebody);
    }

    /** How many watch. */
    public int size() {
        return copy().size();
    }

    /** Sends all of them away. */
    @Override
    public void close() {
        copy().forEach(Viewer::close);
    }
}
