package veredus.engine.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import veredus.world.Time;

/**
 * What was said on the way to a delivery, for {@code trace}: lines with the time since the start, message bodies
 * elided, passwords never in it. Bounded by {@link #LINES_MAX} lines; what comes after them is counted only.
 *
 * <p>{@link #OFF} keeps nothing and costs nothing. One that is on belongs to the thread of its conversation.
 */
public final class Transcript {
    public static final int LINES_MAX = 1_000;
    private static final int LINE_MAX = 512;

    /** Keeps nothing. */
    public static final Transcript OFF = new Transcript(null);

    private final @Nullable Time time;
    private final long start;
    private final List<Line> lines = new ArrayList<>();
    private long dropped;

    private Transcript(@Nullable Time time) {
        this.time = time;
        this.start = time == null ? 0 : time.nanos();
    }

    /** Begins now. */
    public static Transcript of(Time time) {
        return new Transcript(time);
    }

    /** Who spoke. */
    public enum Speaker {
        /** We did. */
        CLIENT,
        SERVER,
        /** Nobody: something happened. */
        EVENT
    }

    /** One line, {@code after} the start. */
    public record Line(Duration after, Speaker speaker, String text) {
        /** As in {@code 0.031 C EHLO out.example.org}. */
        @Override
        public String toString() {
            return "%d.%03d %s %s"
                    .formatted(
                            after.toSeconds(),
                            after.toMillisPart(),
                            speaker.name().charAt(0),
                            text);
        }
    }

    boolean isOn() {
        return time != null;
    }

    void said(String line) {
        add(Speaker.CLIENT, line);
    }

    void heard(String line) {
        add(Speaker.SERVER, line);
    }

    void event(String what) {
        add(Speaker.EVENT, what);
    }

    private void add(Speaker speaker, String text) {
        if (time == null) {
            return;
        }
        if (lines.size() == LINES_MAX) {
            dropped++;
            return;
        }
        String shown = text.length() > LINE_MAX ? text.substring(0, LINE_MAX) + "…" : text;
        lines.add(new Line(Duration.ofNanos(time.nanos() - start), speaker, shown));
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Lines that found no room any more. */
    public long dropped() {
        return dropped;
    }
}
