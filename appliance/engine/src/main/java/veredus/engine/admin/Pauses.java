package veredus.engine.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import veredus.api.admin.AdminJson;
import veredus.api.admin.QueueFilter;
import veredus.engine.envelope.QueueName;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.queue.ScheduledQueues;
import veredus.world.Bell;
import veredus.world.World;

/**
 * The pauses in force. A pause holds for the queues that there are and for those to come, over restarts (it is kept in
 * {@link #FILE}), until it is resumed or its time is over. One virtual thread ends those whose time is over. Guarded by
 * its own lock, which is not held while the file is written or a queue is told.
 */
public final class Pauses {
    private static final Logger log = LoggerFactory.getLogger(Pauses.class);
    static final String FILE = "pauses.json";

    /** More pauses are refused. */
    static final int MOST = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private final World world;
    private final ScheduledQueues queues;
    private final DataFiles files;
    private final Bell changed;
    private final ReentrantLock lock = new ReentrantLock();
    /** One change at a time, since each writes the file. */
    private final Semaphore turn = new Semaphore(1);

    private List<Pause> pauses;
    private volatile boolean running = true;

    /**
     * One pause.
     *
     * @param until when it ends by itself
     * @param scope the tenant to which whoever made it is confined; others of that tenant may end it
     */
    public record Pause(
            QueueFilter filter,
            String by,
            String reason,
            Instant since,
            Optional<Instant> until,
            Optional<String> scope) {
        boolean has(QueueName queue) {
            return Selection.ofAny(filter, since).has(queue);
        }
    }

    private Pauses(World world, ScheduledQueues queues, DataFiles files, List<Pause> kept) {
        this.world = world;
        this.queues = queues;
        this.files = files;
        this.pauses = kept;
        this.changed = world.time().bell();
    }

    /**
     * Takes up the pauses that were in force at the last stop. To be called before queues are recovered.
     *
     * @throws IOException when they are there and cannot be read: mail that was stopped must not go out by itself
     */
    public static Pauses open(World world, ScheduledQueues queues, Path dataDir) throws IOException {
        var files = new DataFiles(world, dataDir);
        List<Pause> kept = List.of();
        if (files.exists(FILE)) {
            try {
                kept = AdminJson.LENIENT.readValue(files.read(FILE), new TypeReference<List<Pause>>() {});
            } catch (JacksonException damaged) {
                throw new IOException(
                        files.path(FILE) + " cannot be read; delete it when no queue is to be paused", damaged);
            }
        }
        var pauses = new Pauses(world, queues, files, List.copyOf(kept));
        queues.pauseNewcomers(name -> pauses.of(name).isPresent());
        return pauses;
    }

    void start() {
        world.threads().startVirtual("pauses", this::endInTime);
    }

    void stop() {
        running = false;
        changed.ring();
    }

    /** The latest pause that holds for {@code queue}. */
    Optional<Pause> of(QueueName queue) {
        return all().stream().filter(pause -> pause.has(queue)).reduce((one, later) -> later);
    }

    List<Pause> all() {
        lock.lock();
        try {
            return pauses;
        } finally {
            lock.unlock();
        }
    }

    /** Pauses what there is and what will come. */
    void add(Pause pause) throws IOException {
        turn.acquireUninterruptibly();
        try {
            addInTurn(pause);
        } finally {
            turn.release();
        }
    }

    private void addInTurn(Pause pause) throws IOException {
        var next = new ArrayList<Pause>(all());
        next.removeIf(before -> before.filter().equals(pause.filter()));
        if (next.size() >= MOST) {
            throw AdminRefusal.conflict("too many pauses", "there are " + MOST + "; resume some of them first");
        }
        next.add(pause);
        become(next);
        Selection.ofAny(pause.filter(), pause.since()).among(queues).forEach(ScheduledQueue::pause);
        changed.ring();
    }

    /** Resumes the queues of {@code selection} and ends the pauses that it covers. */
    void end(Selection selection, Caller caller) throws IOException {
        turn.acquireUninterruptibly();
        try {
            endInTurn(selection, caller);
        } finally {
            turn.release();
        }
    }

    private void endInTurn(Selection selection, Caller caller) throws IOException {
        var next = new ArrayList<Pause>(all());
        next.removeIf(
                pause -> mayEnd(caller, pause) && (selection.covers(pause.filter()) || isOfOneOf(selection, pause)));
        become(next);
        for (ScheduledQueue queue : selection.among(queues)) {
            // Whoever is confined to a tenant does not let go what an operator of the engine holds.
            if (of(queue.name()).filter(held -> !mayEnd(caller, held)).isEmpty()) {
                queue.resume();
            }
        }
    }

    private static boolean mayEnd(Caller caller, Pause pause) {
        return caller.tenant().isEmpty() || caller.tenant().equals(pause.scope());
    }

    private boolean isOfOneOf(Selection selection, Pause pause) {
        Optional<String> one = pause.filter().queue();
        return one.isPresent()
                && selection.among(queues).stream()
                        .anyMatch(queue -> queue.name().toString().equals(one.get()));
    }

    private void become(List<Pause> next) throws IOException {
        files.replace(FILE, AdminJson.LENIENT.writeValueAsString(next) + "\n");
        lock.lock();
        try {
            pauses = List.copyOf(next);
        } finally {
            lock.unlock();
        }
    }

    private void endInTime() {
        try {
            while (running) {
                Instant now = world.time().now();
                for (Pause pause : all()) {
                    if (pause.until().filter(until -> !until.isAfter(now)).isPresent()) {
                        log.info("the pause of {} by {} is over", pause.filter(), pause.by());
                        endAlone(pause);
                    }
                }
                Duration wait = all().stream()
                        .flatMap(pause -> pause.until().stream())
                        .min(Comparator.naturalOrder())
                        .map(until -> Duration.between(now, until))
                        .filter(left -> left.compareTo(LOOK_AGAIN) < 0)
                        .orElse(LOOK_AGAIN);
                changed.await(wait);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Resumes what no other pause holds. */
    private void endAlone(Pause over) {
        turn.acquireUninterruptibly();
        try {
            endAloneInTurn(over);
        } finally {
            turn.release();
        }
    }

    private void endAloneInTurn(Pause over) {
        var next = new ArrayList<Pause>(all());
        next.remove(over);
        try {
            become(next);
        } catch (IOException unwritten) {
            log.error("the end of a pause cannot be written; after a restart it holds again", unwritten);
            lock.lock();
            try {
                pauses = List.copyOf(next);
            } finally {
                lock.unlock();
            }
        }
        for (ScheduledQueue queue : Selection.ofAny(over.filter(), over.since()).among(queues)) {
            if (of(queue.name()).isEmpty()) {
                queue.resume();
            }
        }
    }
}
