package veredus.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import veredus.benchmark.load.Progress;
import veredus.world.Time;
import veredus.world.real.RealTime;

/** Shows how far a proof is, beside its result: a bar that moves on a terminal, now and then a line elsewhere. */
final class ProofProgress implements Progress {
    private static final int WIDTH = 24;
    private static final Duration BETWEEN_BARS = Duration.ofMillis(200);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final boolean terminal;
    private final Time time;
    private final long began;
    private long lastNanos;
    private String lastWhat = "";

    ProofProgress(PrintWriter err, boolean terminal, Time time) {
        this.err = err;
        this.terminal = terminal;
        this.time = time;
        this.began = time.nanos();
    }

    /** For a command, on its standard error. */
    static ProofProgress of(CommandSpec command) {
        return new ProofProgress(
                command.commandLine().getErr(), Boolean.getBoolean("veredus.terminal"), new RealTime());
    }

    @Override
    public void found(String figure, String value) {
        say(String.format(Locale.ROOT, "%6.1f s  %s %s", seconds(), figure, value));
    }

    @Override
    public void at(String what, long done, long all) {
        long now = time.nanos();
        Duration between = terminal ? BETWEEN_BARS : BETWEEN_LINES;
        boolean fresh = !what.equals(lastWhat);
        if (!fresh && done < all && now - lastNanos < between.toNanos()) {
            return;
        }
        lastNanos = now;
        lastWhat = what;
        if (terminal) {
            err.printf(Locale.ROOT, "\r\u001b[K%6.1f s  %s %s %d of %d", seconds(), what, bar(done, all), done, all);
            err.flush();
        } else {
            say(String.format(Locale.ROOT, "%6.1f s  %s %d of %d", seconds(), what, done, all));
        }
    }

    private void say(String line) {
        err.println(terminal ? "\r\u001b[K" + line : line);
        err.flush();
    }

    private double seconds() {
        return (time.nanos() - began) / 1e9;
    }

    private static String bar(long part, long all) {
        int full = all == 0 ? WIDTH : Math.clamp(part * WIDTH / all, 0, WIDTH);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "]";
    }
}
