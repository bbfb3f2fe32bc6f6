package veredus.simulator.dns;

import java.time.Duration;

/** One way in which the DNS fails for a name. */
public sealed interface DnsFault {

    /** The server says that it cannot say (SERVFAIL). */
    record ServFail() implements DnsFault {}

    /** No answer at all. */
    record Silence() implements DnsFault {}

    /** The name does not exist, whatever the zone says. */
    record NoName() implements DnsFault {}

    /** The right answer, {@code by} later. */
    record Delay(Duration by) implements DnsFault {}

    /** Over UDP only the header with the TC bit, so that the client must ask again over TCP. */
    record Truncate() implements DnsFault {}
}
