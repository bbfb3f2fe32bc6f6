package veredus.simulator.trial;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a trial needs of an engine; the simulator knows no more of it.
 *
 * @param smtp where it takes mail
 * @param adminUrl what an operator may open; empty when there is none
 * @param fates what its accounting says of each recipient so far, by address in lower case
 * @param queued what its queues hold now, in deliveries
 * @param stop stops it and waits until it has stopped
 */
public record RunningEngine(
        InetSocketAddress smtp,
        String adminUrl,
        Supplier<Map<String, Fate>> fates,
        LongSupplier queued,
        Runnable stop) {

    /** Starts an engine with a configuration directory and a directory for its data. */
    @FunctionalInterface
    public interface Starter {
        RunningEngine start(Path configuration, Path data) throws IOException;
    }

    /**
     * What became of a recipient, by the engine's own accounting.
     *
     * @param attempts that failed for the time being
     */
    public record Fate(State state, int attempts) {}

    /** Where a recipient stands. */
    public enum State {
        DELIVERED,
        BOUNCED,
        /** Waits for its first or next attempt. */
        QUEUED
    }
}
