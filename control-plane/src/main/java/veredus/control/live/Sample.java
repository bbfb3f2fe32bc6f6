package veredus.control.live;

/**
 * What the engine did within a second or a minute. Rates are per second.
 *
 * @param at the end of that time, in seconds since 1970
 * @param accepted messages that came in
 * @param delivered recipients; so are the next two
 * @param queued deliveries at that time
 * @param inbound connections from clients at that time
 * @param outbound connections to receivers at that time
 */
public record Sample(
        long at,
        double accepted,
        double delivered,
        double deferred,
        double bounced,
        double queued,
        double inbound,
        double outbound) {
    static final int VALUES = 7;

    double[] values() {
        return new double[] {accepted, delivered, deferred, bounced, queued, inbound, outbound};
    }

    static Sample of(long at, double[] values) {
        return new Sample(at, values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
    }
}
