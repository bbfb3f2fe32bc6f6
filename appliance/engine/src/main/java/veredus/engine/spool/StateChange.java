package veredus.engine.spool;

import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.Delivery;

/**
 * What an attempt or an operator changed of one delivery; becomes durable through {@link Spool#commit}.
 *
 * @param before the delivery as it was
 * @param settled numbers of the recipients that are done with, one way or the other
 * @param remaining the delivery that is left, with its new due time; empty when all recipients are settled
 */
public record StateChange(Delivery before, List<Settled> settled, Optional<Delivery> remaining) {

    /** A recipient's end. */
    public record Settled(int recipient, End end) {}

    /** How it ended. */
    public enum End {
        DELIVERED,
        BOUNCED,
        EXPIRED,
        DELETED
    }
}
