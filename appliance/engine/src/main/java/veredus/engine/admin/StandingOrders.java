package veredus.engine.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
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
 * The orders of one kind that are in force. An order holds for the queues that there are and for those to come, over
 * restarts (it is kept in its kind's file), until it is ended or its time is over. One virtual thread ends those whose
 * time is over. Guarded by its own lock, which is not held while the file is written or a queue is told.
 */
public final class StandingOrders {
    private static final Logger log = LoggerFactory.getLogger(StandingOrders.class);

    /** More orders of a kind are refused. */
    static final int MOST = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private final Kind kind;
    private final World world;
    private final ScheduledQueues queues;
    private final DataFiles files;
    private final Bell changed;
    private final ReentrantLock lock = new ReentrantLock();
    /** One change at a time, since each writes the file. */
    private final Semaphore turn = new Semaphore(1);

    private List<Order> orders;
    private volatile boolean running = true;

    /** What an order does to queues. */
    public enum Kind {
        /** Nothing goes out. */
        PAUSE("pauses.json"),
        /** Mail goes slowly, by what the policy has for backoff. */
        BACKOFF("backoff.json");

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        private void begin(ScheduledQueue queue) {
            switch (this) {
                case PAUSE -> queue.pause();
                case BACKOFF -> queue.slow();
            }
        }

        private void end(ScheduledQueue queue) {
            switch (this) {
                case PAUSE -> queue.resume();
                case BACKOFF -> queue.unslow();
            }
        }

        private void atBirth(ScheduledQueues queues, Predicate<QueueName> which) {
            switch (this) {
                case PAUSE -> queues.pauseNewcomers(which);
                case BACKOFF -> queues.slowNewcomers(which);
            }
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One order.
     *
     * @param until when it ends by itself
     * @param scope the tenant to which whoever gave it is confined; others of that tenant may end it
     */
    public record Order(
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

    private StandingOrders(Kind kind, World world, ScheduledQueues queues, DataFiles files, List<Order> kept) {
        this.kind = kind;
        this.world = world;
        this.queues = queues;
        this.files = files;
        this.orders = kept;
        this.changed = world.time().bell();
    }

    /**
     * Takes up the orders that were in force at the last stop. To be called before queues are recovered.
     *
     * @throws IOException when they are there and cannot be read: mail that was stopped must not go out by itself
     */
    public static StandingOrders open(Kind kind, World world, ScheduledQueues queues, Path dataDir) throws IOException {
        var files = new DataFiles(world, dataDir);
        List<Order> kept = List.of();
        if (files.exists(kind.file)) {
            try {
                kept = AdminJson.LENIENT.readValue(files.read(kind.file), new TypeReference<List<Order>>() {});
            } catch (JacksonException damaged) {
                throw new IOException(
                        files.path(kind.file) + " cannot be read; delete it when no such order (" + kind.word()
                                + ") is to hold for any queue",
                        damaged);
            }
        }
        var orders = new StandingOrders(kind, world, queues, files, List.copyOf(kept));
        kind.atBirth(queues, name -> orders.of(name).isPresent());
        return orders;
    }

    void start() {
        world.threads().startVirtual("orders to " + kind.word(), this::endInTime);
    }

    void stop() {
        running = false;
        changed.ring();
    }

    /** The latest order that holds for {@code queue}. */
    Optional<Order> of(QueueName queue) {
        return all().stream().filter(order -> order.has(queue)).reduce((one, later) -> later);
    }

    List<Order> all() {
        lock.lock();
        try {
            return orders;
        } finally {
            lock.unlock();
        }
    }

    /** Gives an order to the queues that there are and those that will come. */
    void add(Order order) throws IOException {
        turn.acquireUninterruptibly();
        try {
            addInTurn(order);
        } finally {
            turn.release();
        }
    }

    private void addInTurn(Order order) throws IOException {
        var next = new ArrayList<Order>(all());
        next.removeIf(before -> before.filter().equals(order.filter()));
        if (next.size() >= MOST) {
            throw AdminRefusal.conflict(
                    "too many orders", "there are " + MOST + " to " + kind.word() + "; end some of them first");
        }
        next.add(order);
        become(next);
        Selection.ofAny(order.filter(), order.since()).among(queues).forEach(kind::begin);
        changed.ring();
    }

    /** Ends the orders that {@code selection} covers, for its queues. */
    void end(Selection selection, Caller caller) throws IOException {
        turn.acquireUninterruptibly();
        try {
            endInTurn(selection, caller);
        } finally {
            turn.release();
        }
    }

    private void endInTurn(Selection selection, Caller caller) throws IOException {
        var next = new ArrayList<Order>(all());
        next.removeIf(
                order -> mayEnd(caller, order) && (selection.covers(order.filter()) || isOfOneOf(selection, order)));
        become(next);
        for (ScheduledQueue queue : selection.among(queues)) {
            // Whoever is confined to a tenant does not let go what an operator of the engine holds.
            if (of(queue.name()).filter(held -> !mayEnd(caller, held)).isEmpty()) {
                kind.end(queue);
            }
        }
    }

    private static boolean mayEnd(Caller caller, Order order) {
        return caller.tenant().isEmpty() || caller.tenant().equals(order.scope());
    }

    private boolean isOfOneOf(Selection selection, Order order) {
        Optional<String> one = order.filter().queue();
        return one.isPresent()
                && selection.among(queues).stream()
                        .anyMatch(queue -> queue.name().toString().equals(one.get()));
    }

    private void become(List<Order> next) throws IOException {
        files.replace(kind.file, AdminJson.LENIENT.writeValueAsString(next) + "\n");
        lock.lock();
        try {
            orders = List.copyOf(next);
        } finally {
            lock.unlock();
        }
    }

    private void endInTime() {
        try {
            while (running) {
                Instant now = world.time().now();
                for (Order order : all()) {
                    if (order.until().filter(until -> !until.isAfter(now)).isPresent()) {
                        log.info("the order to {} {} by {} is over", kind.word(), order.filter(), order.by());
                        endAlone(order);
                    }
                }
                Duration wait = all().stream()
                        .flatMap(order -> order.until().stream())
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

    /** Ends it for the queues that no other order holds for. */
    private void endAlone(Order over) {
        turn.acquireUninterruptibly();
        try {
            endAloneInTurn(over);
        } finally {
            turn.release();
        }
    }

    private void endAloneInTurn(Order over) {
        var next = new ArrayList<Order>(all());
        next.remove(over);
        try {
            become(next);
        } catch (IOException unwritten) {
            log.error("the end of an order to {} cannot be written; a restart brings it back", kind.word(), unwritten);
            lock.lock();
            try {
                orders = List.copyOf(next);
            } finally {
                lock.unlock();
            }
        }
        for (ScheduledQueue queue : Selection.ofAny(over.filter(), over.since()).among(queues)) {
            if (of(queue.name()).isEmpty()) {
                kind.end(queue);
            }
        }
    }
}
