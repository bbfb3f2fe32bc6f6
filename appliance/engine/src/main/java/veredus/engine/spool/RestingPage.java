package veredus.engine.spool;

import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.Delivery;

/**
 * Some of the deliveries that rest in a queue, in their order; they go on resting.
 *
 * @param next where the next page begins; empty when this is the last
 */
public record RestingPage(List<Delivery> deliveries, Optional<RestingPosition> next) {
    public RestingPage {
        deliveries = List.copyOf(deliveries);
    }
}
