package veredus.benchmark.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.benchmark.crash.StumblingDisk.Stumble;
import veredus.engine.Engine;
import veredus.world.Disk;
import veredus.world.World;

/**
 * The program that is killed: an engine on real sockets and a real directory. Says {@value #READY} and its process id
 * on standard output when it takes mail, stops at {@value #STOP} on standard input, and ends at once when its parent is
 * gone.
 *
 * <p>Arguments: configuration directory, data directory, then the disks to lay over the real one, from below: {@code
 * lossy} (see {@link LossyDisk}), {@code unforced} (the same and forcing does nothing), {@code stateless} ({@link
 * StatelessDisk}), or a {@link Stumble}.
 */
public final class ChildEngine {
    static final String READY = "crashtest-ready";
    static final String STOP = "stop";
    private static final int ORPHANED = 3;

    private ChildEngine() {}

    /** Runs it until it is told to stop; anything else it does ends the process. */
    public static void main(String[] arguments) throws Exception {
        World real = Site.world();
        Disk disk = real.disk();
        for (String layer : List.of(arguments).subList(2, arguments.length)) {
            disk = layered(disk, layer);
        }
        var world = new World(real.time(), real.chance(), real.threads(), real.network(), real.dns(), disk);
        Engine engine = Engine.start(world, policy(Path.of(arguments[0])), Path.of(arguments[1]));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(READY + " " + ProcessHandle.current().pid());
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line = in.readLine();
            if (line == null) {
                Runtime.getRuntime().halt(ORPHANED);
            }
        }
        engine.close();
        System.exit(0);
    }

    private static Disk layered(Disk under, String layer) {
        return switch (layer) {
            case "lossy" -> new LossyDisk(under, true);
            case "unforced" -> new LossyDisk(under, false);
            case "stateless" -> new StatelessDisk(under);
            default -> new StumblingDisk(under, Stumble.parse(layer));
        };
    }

    private static Policy policy(Path directory) throws IOException {
        return switch (PolicyReader.read(directory)) {
            case PolicyReading.Accepted accepted -> accepted.policy();
            case PolicyReading.Refused refused -> throw new IOException("not a configuration: " + refused.problems());
        };
    }
}
