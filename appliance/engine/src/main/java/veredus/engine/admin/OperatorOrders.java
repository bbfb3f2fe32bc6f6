package veredus.engine.admin;

import java.io.IOException;
import java.nio.file.Path;
import veredus.engine.queue.ScheduledQueues;
import veredus.world.World;

/** The standing orders of operators, by kind. */
public record OperatorOrders(StandingOrders pauses, StandingOrders backoffs) {

    /**
     * Takes up those that were in force at the last stop. To be called before queues are recovered.
     *
     * @throws IOException when they are there and cannot be read
     */
    public static OperatorOrders open(World world, ScheduledQueues queues, Path dataDir) throws IOException {
        return new OperatorOrders(
                StandingOrders.open(StandingOrders.Kind.PAUSE, world, queues, dataDir),
                StandingOrders.open(StandingOrders.Kind.BACKOFF, world, queues, dataDir));
    }

    void start() {
        pauses.start();
        backoffs.start();
    }

    void stop() {
        pauses.stop();
        backoffs.stop();
    }
}
