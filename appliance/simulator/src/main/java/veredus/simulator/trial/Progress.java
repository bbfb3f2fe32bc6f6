package veredus.simulator.trial;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import veredus.world.Time;

/** Shows how far a trial is: bars that move on a terminal, now and then a line elsewhere. Used by one thread. */
public final class Progress {
    private static final int WIDTH = 24;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
    private final PrintStream out;
    private final boolean terminal;
    private final Time time;
    private long lastNanos;
    private boolean shown;

    public Progress(PrintStream out, boolean terminal, Time time) {
        this.out = out;
        this.terminal = terminal;
        this.time = time;
    }

    /** One line to stay. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    void show(long all, long accepted, long delivered, long bounced, long queued) {
        long now = time.nanos();
        if (terminal) {
            out.print("\r\u001b[K" + bar("accepted", accepted, all) + "  " + bar("delivered", delivered, all)
                    + String.format(Locale.ROOT, "  bounced %d  queued %d", bounced, queued));
            out.flush();
        } else if (!shown || now - lastNanos >= BETWEEN_LINES.toNanos()) {
            say(String.format(
                    Locale.ROOT,
                    "accepted %d of %d, delivered %d, bounced %d, waiting for a retry %d",
                    accepted,
                    all,
                    delivered,
                    bounced,
                    queued));
            lastNanos = now;
        }
        shown = true;
    }

    /** Ends the line of the bars. */
    public void end() {
        if (terminal && shown) {
            out.println();
        }
    }

    static String bar(String name, long part, long all) {
        int full = all == 0 ? WIDTH : (int) Math.min(WIDTH, part * WIDTH / all);
        return name + " [" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + part;
    }
}
