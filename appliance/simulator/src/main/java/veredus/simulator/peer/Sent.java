package veredus.simulator.peer;

import java.time.Duration;

/**
 * What came of a load.
 *
 * @param accepted messages with 250 after the final dot, for at least one recipient
 * @param refused messages that the server refused
 * @param lost messages whose connection broke before the last reply
 * @param unsent messages that no connection was left for
 * @param latencies of the accepted ones, from MAIL to 250
 */
public record Sent(long accepted, long refused, long lost, long unsent, Duration took, Latencies latencies) {

    public double perSecond() {
        return took.isZero() ? 0 : accepted * 1e9 / took.toNanos();
    }
}
