package veredus.benchmark.relay;

import java.nio.file.Path;
import java.util.List;

/**
 * What to measure.
 *
 * @param messages of each measured run, at least 100
 * @param warmUp messages through Veredus before the first run, so that the JIT has compiled what is hot
 * @param sizeBytes of each body, at least 64
 * @param connections of the source, 1 to 1,000
 * @param repeats runs of each side, 1 to 100
 * @param veredus the command that starts Veredus; what stands in {@link #PORT}, {@link #SPOOL} and {@link #ROUTES} is
 *     filled in
 * @param directory where configuration, queues and logs of the run lie
 */
public record Plan(
        int messages, int warmUp, int sizeBytes, int connections, int repeats, List<String> veredus, Path directory) {
    public static final String PORT = "{port}";
    public static final String SPOOL = "{spool}";
    public static final String ROUTES = "{routes}";

    private static final int POSTFIX_WARM_UP = 1_000;
    private static final int REWARM = 300;

    public Plan {
        veredus = List.copyOf(veredus);
        within("--messages", messages, 100, 10_000_000);
        within("--warm-up", warmUp, 100, 10_000_000);
        within("--size", sizeBytes, 64, 50_000_000);
        within("--connections", connections, 1, 1_000);
        within("--repeats", repeats, 1, 100);
    }

    /** Messages through a C program that needs no JIT: enough to have all its processes started. */
    int postfixWarmUp() {
        return Math.min(warmUp, Math.max(POSTFIX_WARM_UP, 3 * connections));
    }

    /** Messages right before each run, after the pause in which the other side was measured. */
    int rewarm() {
        return Math.max(REWARM, 3 * connections);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
