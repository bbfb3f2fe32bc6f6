package veredus.engine.shaping;

import java.time.Instant;

/** Whether a path is used. Only {@link Normal} leads to the others, and they lead back to it. */
public sealed interface PathState {

    record Normal() implements PathState {}

    /** Connections failed; nothing is tried before {@code until}. */
    record Backoff(Instant until, int failures, String cause) implements PathState {}

    PathState NORMAL = new Normal();
}
