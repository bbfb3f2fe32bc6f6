package veredus.api.admin;

import java.util.List;

/**
 * A recorded conversation.
 *
 * @param outcome what came of it, for people
 * @param lines in their order
 */
public record TraceView(
        String domain, String site, String vmta, String sourceAddress, String outcome, List<Line> lines) {
    public TraceView {
        lines = List.copyOf(lines);
    }

    /**
     * One thing that was said or done.
     *
     * @param afterMillis since the start
     */
    public record Line(long afterMillis, Speaker speaker, String text) {}

    /** Who. */
    public enum Speaker {
        /** Ourselves, about what we do: resolving, connecting, TLS. */
        NOTE,
        CLIENT,
        SERVER
    }
}
