package veredus.engine.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import veredus.api.admin.AdminJson;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.Role;
import veredus.world.Bell;
import veredus.world.World;

/**
 * Orders to end mail that may still be undone, kept in {@link #FILE} over restarts. The mail itself is withheld in the
 * spool (see {@link veredus.engine.envelope.QueueName}), under the order's id: were this file lost, it would stay withheld
 * and could be brought back. One virtual thread does what orders ask for when their time has come. One change at a time.
 */
final class PendingEndings {
    private static final Logger log = LoggerFactory.getLogger(PendingEndings.class);
    static final String FILE = "pending.json";

    /** More are refused. */
    static final int MOST = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofHours(1);
    /** When an order whose time has come is looked at again that is not done. */
    private static final Duration GO_ON_AFTER = Duration.ofSeconds(1);

    private final World world;
    private final DataFiles files;
    private final Bell changed;
    private final Semaphore turn = new Semaphore(1);
    private volatile List<Order> orders;
    private volatile boolean running = true;

    /**
     * One order.
     *
     * @param until when it is carried out
     * @param scope the tenant to which whoever gave it is confined
     * @param undone whether its mail goes back instead
     */
    record Order(
            String id,
            QueueAction action,
            QueueFilter filter,
            String by,
            String reason,
            Instant since,
            Instant until,
            Optional<String> scope,
            boolean undone) {
        boolean isOpenTo(Caller caller) {
            return caller.tenant().isEmpty() || caller.tenant().equals(scope);
        }

        boolean isTime(Instant now) {
            return undone || !until.isAfter(now);
        }

        private Order takenBack() {
            return new Order(id, action, filter, by, reason, since, until, scope, true);
        }

        /** As whom it is carried out. */
        Caller caller() {
            return new Caller(by, Role.OPERATOR, scope);
        }
    }

    /** Does what an order asks for. */
    interface Execution {
        /** Answers whether all of it is done. */
        boolean execute(Order order) throws IOException;
    }

    private PendingEndings(World world, DataFiles files, List<Order> kept) {
        this.world = world;
        this.files = files;
        this.orders = kept;
        this.changed = world.time().bell();
    }

    /**
     * Takes up the orders of earlier runs.
     *
     * @throws IOException when they are there and cannot be read
     */
    static PendingEndings open(World world, DataFiles files) throws IOException {
        if (!files.exists(FILE)) {
            return new PendingEndings(world, files, List.of());
        }
        try {
            return new PendingEndings(
                    world, files, AdminJson.LENIENT.readValue(files.read(FILE), new TypeReference<List<Order>>() {}));
        } catch (JacksonException damaged) {
            throw new IOException(
                    files.path(FILE) + " cannot be read; without it what is withheld stays so until it is undone",
                    damaged);
        }
    }

    void start(Execution execution) {
        world.threads().startVirtual("pending endings", () -> executeInTime(execution));
    }

    void stop() {
        running = false;
        changed.ring();
    }

    /** The earliest end first. */
    List<Order> all() {
        return orders.stream().sorted(Comparator.comparing(Order::until)).toList();
    }

    Optional<Order> find(String id) {
        return orders.stream().filter(order -> order.id().equals(id)).findFirst();
    }

    /** Keeps a new order; it is durable when this returns. */
    void add(Order order) throws IOException {
        if (orders.size() >= MOST) {
            throw AdminRefusal.conflict("too much is pending", "there are " + MOST + " orders; undo some, or wait");
        }
        change(each -> true, Optional.of(order));
    }

    /** From now on its mail goes back; durable when this returns. An order that is not known is one to take back. */
    void takeBack(Order order) throws IOException {
        change(each -> !each.id().equals(order.id()), Optional.of(order.takenBack()));
    }

    void remove(Order gone) throws IOException {
        change(each -> !each.id().equals(gone.id()), Optional.empty());
    }

    private void change(Predicate<Order> kept, Optional<Order> more) throws IOException {
        turn.acquireUninterruptibly();
        try {
            var next = new ArrayList<>(orders.stream().filter(kept).toList());
            more.ifPresent(next::add);
            files.replace(FILE, AdminJson.LENIENT.writeValueAsString(next) + "\n");
            orders = List.copyOf(next);
        } finally {
            turn.release();
        }
        changed.ring();
    }

    private void executeInTime(Execution execution) {
        try {
            while (running) {
                boolean more = false;
                for (Order order : all()) {
                    more |= order.isTime(world.time().now()) && !isDone(order, execution);
                }
                Instant now = world.time().now();
                Duration next = all().stream()
                        .filter(order -> !order.isTime(now))
                        .map(order -> Duration.between(now, order.until()))
                        .filter(left -> left.compareTo(LOOK_AGAIN) < 0)
                        .findFirst()
                        .orElse(LOOK_AGAIN);
                changed.await(more && next.compareTo(GO_ON_AFTER) > 0 ? GO_ON_AFTER : next);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDone(Order order, Execution execution) {
        try {
            if (!execution.execute(order)) {
                return false;
            }
            remove(order);
            log.info(
                    "{} of {} by {} is {}", order.action(), order.id(), order.by(), order.undone() ? "undone" : "done");
            return true;
        } catch (IOException | RuntimeException failed) {
            log.error("{} of {} by {} cannot be done; tried again", order.action(), order.id(), order.by(), failed);
            return false;
        }
    }
}
