package veredus.benchmark.relay;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows how far a run is: a bar that moves on a terminal, a line now and then elsewhere. Used by one thread. */
final class Bar {
    private static final int WIDTH = 30;
    private static final double TERMINAL_EVERY_SECONDS = 0.1;
    private static final double LINE_EVERY_SECONDS = 5;

    private final PrintWriter out;
    private final boolean terminal;
    private double shownSeconds;
    private boolean moved;

    Bar(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** One line to stay. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** @param seconds since this run began */
    void show(String what, long part, long all, double seconds) {
        double every = terminal ? TERMINAL_EVERY_SECONDS : LINE_EVERY_SECONDS;
        if (seconds < shownSeconds) {
            shownSeconds = 0;
        }
        if (seconds - shownSeconds < every) {
            return;
        }
        shownSeconds = seconds;
        int full = (int) (part * WIDTH / Math.max(1, all));
        String text = String.format(
                Locale.ROOT,
                "%-20s [%s%s] %d of %d, %.0f/s",
                what,
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                part,
                all,
                part / seconds);
        if (terminal) {
            out.print("\r\u001b[K" + text);
            out.flush();
            moved = true;
        } else {
            say(text);
        }
    }

    /** Takes the bar away. */
    void end() {
        if (moved) {
            out.print("\r\u001b[K");
            out.flush();
        }
        moved = false;
        shownSeconds = 0;
    }
}
